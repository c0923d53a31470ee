import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'

/** A request of a test: a short chat prompt, three tokens asked for. */
export function aPlannedRequest(fields: Partial<GenerationRequest> = {}, requestId = 'Q1-r0-000'): PlannedRequest {
  return {
    requestId,
    workload: 'Q1',
    phase: 'measured',
    round: 0,
    index: 0,
    dueAtMs: null,
    request: GenerationRequest.parse({
      input: { kind: 'messages', messages: [{ role: 'user', content: 'Hello' }] },
      maxTokens: 3,
      ...fields,
    }),
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  }
}
