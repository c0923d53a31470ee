import type { EngineClient } from '@sagellm-benchmark/clients'
import { type Clock, type PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest, type PromptInput } from '@sagellm-benchmark/protocol-types/engine'

/** A server that takes longer for a few tokens is measured without knowing what its template adds. */
const PATIENCE_MS = 30_000
/** A reasoning model may refuse a limit below it. */
const ANSWER_TOKENS = 16

/** Sends a short prompt, unmeasured, and gives the prompt tokens of the answer's usage; `null` where it does not say. */
export function tokensReadBy(client: Pick<EngineClient, 'send'>, clock: Clock) {
  return async (input: PromptInput): Promise<number | null> => {
    const ending = new AbortController()
    const cancel = clock.setTimer(PATIENCE_MS, () => ending.abort())
    try {
      const { errorClass, usage } = await client.send(shortRequest(input), { signal: ending.signal })
      return errorClass === null && usage?.promptTokens ? usage.promptTokens : null
    } finally {
      cancel()
    }
  }
}

function shortRequest(input: PromptInput): PlannedRequest {
  return {
    requestId: 'template',
    workload: 'template',
    phase: 'warmup',
    round: 0,
    index: 0,
    dueAtMs: null,
    request: GenerationRequest.parse({ input, maxTokens: ANSWER_TOKENS, ignoreEos: false, stream: false }),
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  }
}
