import type { EngineClient } from '@sagellm-benchmark/clients'
import { windowOfRefusal } from '@sagellm-benchmark/clients/endpoint'
import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'
import type { RequestLengths } from './fit-to-context.js'

/** Requests up to this size, tokens, are not tried, because every engine in use takes them. */
const SURELY_FITS = 1024
/** How long a refusal is waited for, ms: it comes at once, and an answer is not needed. */
const PATIENCE_MS = 3000

/**
 * Sends the largest request of a plan once to a target that does not name its context window, and reads the window from its refusal;
 * `null` where it is not refused. The answer, if one begins, is broken off.
 */
export async function learnWindow(
  client: EngineClient,
  lengths: RequestLengths,
  signal?: AbortSignal,
): Promise<number | null> {
  const size = lengths.promptTokens + lengths.outputTokens
  if (size <= SURELY_FITS) return null
  const ending = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), ...(signal ? [signal] : [])])
  const { errorClass, errorMessage } = await client.send(largeRequest(lengths), { signal: ending })
  return errorClass === 'context_length_exceeded' ? windowOfRefusal(errorMessage ?? '', size) : null
}

/** A word is a token or a little more: it is at least as long as what will be sent. */
function largeRequest({ promptTokens, outputTokens }: RequestLengths): PlannedRequest {
  const content = Array.from({ length: promptTokens }, (_, at) => `word${at % 10}`).join(' ')
  const input = { kind: 'messages', messages: [{ role: 'user', content }] }
  return {
    requestId: 'window',
    workload: 'window',
    phase: 'warmup',
    round: 0,
    index: 0,
    dueAtMs: null,
    request: GenerationRequest.parse({ input, maxTokens: outputTokens, stream: true }),
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  }
}
