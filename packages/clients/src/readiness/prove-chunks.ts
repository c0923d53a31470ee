import { TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'
import { dialectNamed } from '../dialects/dialects.js'
import { detectDialectOf } from '../dialects/detect-dialect.js'
import { discoverModelOf } from '../endpoint/discover-model.js'
import { createEndpoint } from '../endpoint/endpoint.js'
import type { ReadinessOptions } from './readiness-options.js'
import { sendTrial, type Trial } from './send-trial.js'

/** That a server sends one chunk a token: as many chunks in a stream as its own usage counts of the same answer in one piece. */
export type ChunkProof = { readonly tokens: number; readonly chunks: number }

const PROOF_TOKENS = 16

/**
 * Asks a server that reports no usage with its streams for one answer twice, as a stream and in one piece, both greedy. Only of an
 * engine that is known to send one chunk a token (`chunkPerToken` of its dialect): elsewhere 16 equal counts would prove nothing.
 *
 * @param options.model - the model to ask for; `null` asks the server which it is.
 * @returns `null` where nothing has to be proved, because the stream has a usage or token ids, or it cannot be: another engine, a failure, an
 *   answer that ended before its limit, other counts.
 */
export async function proveChunks(
  options: ReadinessOptions & { readonly model: string | null },
): Promise<ChunkProof | null> {
  const { signal, trial } = options
  if (options.api === 'native') return null
  const endpoint = createEndpoint(options)
  try {
    const dialect =
      typeof options.dialect === 'object'
        ? options.dialect
        : options.dialect === undefined || options.dialect === 'auto'
          ? await detectDialectOf(endpoint, { own: options.dialects, signal })
          : dialectNamed(options.dialect, options.dialects)
    if (!dialect.chunkPerToken) return null
    const { model } = await discoverModelOf(endpoint, { ...options, signal })
    const ask = (stream: boolean) =>
      sendTrial(endpoint, {
        shape: { ...trial, stream, temperature: 0, ignoreEos: true },
        maxTokens: PROOF_TOKENS,
        model,
        api: options.api ?? 'chat',
        dialect,
        extraBody: options.extraBody ?? {},
        usagePerChunk: false,
        fieldChanges: options.fieldChanges ?? {},
        timeouts: TimeoutPlan.parse(options.timeouts ?? {}),
        ...(signal ? { signal } : {}),
      })
    const streamed = await ask(true)
    if (!succeeded(streamed) || streamed.response.answer.usages.length > 0) return null
    return proofOf(streamed, await ask(false))
  } finally {
    await endpoint.close()
  }
}

function proofOf(streamed: Trial, whole: Trial): ChunkProof | null {
  if (!succeeded(whole)) return null
  const chunks = streamed.response.answer.chunks.contentCount
  const { answer } = whole.response
  const usage = answer.usages.at(-1)?.usage
  const tokens = usage && usage !== 'unreadable' ? (usage.completion_tokens ?? null) : null
  const atItsLimit = tokens === PROOF_TOKENS && answer.finishes.get(0) === 'length'
  return atItsLimit && tokens === chunks ? { tokens, chunks } : null
}

function succeeded({ response }: Trial): boolean {
  return response.errorClass === null
}
