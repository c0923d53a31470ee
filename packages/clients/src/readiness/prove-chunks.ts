import { TimeoutPlan } from '@sagellm-benchmark/protocol-types/engine'
import { detectDialectOf } from '../dialects/detect-dialect.js'
import { givenDialect } from '../dialects/given-dialect.js'
import { discoverModelOf } from '../endpoint/discover-model.js'
import { createEndpoint } from '../endpoint/endpoint.js'
import type { ReadinessOptions } from './readiness-options.js'
import { sendTrial, type Trial } from './send-trial.js'

/**
 * That a server sends one chunk a token: as many chunks in a stream as its own usage counts of the same answer in one piece, and as many in
 * each of several such streams at once.
 */
export type ChunkProof = { readonly tokens: number; readonly chunks: number; readonly together: number }

/** What asking came to: a proof; else, where one was needed, why there is none, as a sentence. */
export type ChunkFinding = { readonly proof: ChunkProof | null; readonly against: string | null }

export type ProveChunksOptions = ReadinessOptions & {
  /** The model to ask for; `null` asks the server which it is. */
  readonly model: string | null
  /** Streams that the load will have open at once; more than 64 are not tried. @default 1 */
  readonly together?: number
}

const PROOF_TOKENS = 16
const MOST_TOGETHER = 64
const NOTHING: ChunkFinding = { proof: null, against: null }

/**
 * Asks a server that reports no usage with its streams for one answer twice, as a stream and in one piece, both greedy, and then for as many
 * streams of it at once as the load will have: a server may send a token a chunk alone, and several under load. Only of an engine that is
 * known to send one chunk a token (`chunkPerToken` of its dialect): elsewhere 16 equal counts would prove nothing.
 *
 * @returns no proof, and no reason, where nothing has to be proved: another engine, or a stream with a usage.
 */
export async function proveChunks(options: ProveChunksOptions): Promise<ChunkFinding> {
  const { signal, trial, together = 1 } = options
  if (options.api === 'native') return NOTHING
  const endpoint = createEndpoint(options)
  try {
    const dialect = givenDialect(options) ?? (await detectDialectOf(endpoint, { own: options.dialects, signal }))
    if (!dialect.chunkPerToken) return NOTHING
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
    if (!succeeded(streamed)) return noProof(`a stream failed (${wordsOf(streamed)})`)
    if (streamed.response.answer.usages.length > 0) return NOTHING
    const chunks = chunksOf(streamed)
    const whole = await ask(false)
    if (!succeeded(whole)) return noProof(`the answer in one piece failed (${wordsOf(whole)})`)
    const tokens = tokensAtLimit(whole)
    if (tokens === null) {
      return noProof(`the answer in one piece did not go on to the ${PROOF_TOKENS} tokens that were asked for`)
    }
    if (tokens !== chunks)
      return noProof(`the same answer had ${tokens} tokens in one piece and ${chunks} chunks as a stream`)
    const streams = Math.min(MOST_TOGETHER, Math.max(1, together))
    if (streams === 1) return { proof: { tokens: chunks, chunks, together: 1 }, against: null }
    return judgeTogether(await Promise.all(Array.from({ length: streams }, () => ask(true))), chunks)
  } finally {
    await endpoint.close()
  }
}

/** Tokens of an answer in one piece that reached its limit; `null` for every other. */
function tokensAtLimit(whole: Trial): number | null {
  const { answer } = whole.response
  const usage = answer.usages.at(-1)?.usage
  const tokens = usage && usage !== 'unreadable' ? (usage.completion_tokens ?? null) : null
  return succeeded(whole) && answer.finishes.get(0) === 'length' && tokens === PROOF_TOKENS ? tokens : null
}

function judgeTogether(streams: readonly Trial[], chunks: number): ChunkFinding {
  const of = streams.length
  const failed = streams.filter((each) => !succeeded(each))
  if (failed.length > 0) {
    return noProof(`of ${of} streams at once ${failed.length} failed (${wordsOf(failed[0] as Trial)})`)
  }
  const others = streams.map(chunksOf).filter((each) => each !== chunks)
  if (others.length === 0) return { proof: { tokens: chunks, chunks, together: of }, against: null }
  const seen = [...new Set(others)].sort((a, b) => a - b).join(', ')
  return noProof(
    `one stream alone has a chunk for each token, but of ${of} at once ${others.length} had ${seen} chunks for ${chunks} tokens`,
  )
}

function noProof(why: string): ChunkFinding {
  return { proof: null, against: `Chunks are not counted as tokens, for that was not proved: ${why}` }
}

function wordsOf({ response }: Trial): string {
  return `${response.errorClass}: ${response.errorMessage}`
}

function chunksOf({ response }: Trial): number {
  return response.answer.chunks.contentCount
}

function succeeded({ response }: Trial): boolean {
  return response.errorClass === null
}
