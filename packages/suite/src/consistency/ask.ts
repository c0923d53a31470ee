import type { EngineClient } from '@sagellm-benchmark/clients'
import type { PlannedRequest, RequestRecord } from '@sagellm-benchmark/protocol-types'
import { GenerationRequest } from '@sagellm-benchmark/protocol-types/engine'

/** The routes of the OpenAI API that answer both as a stream and in one piece; sageLLM's native one only streams. */
export type EndpointType = 'chat' | 'completions'

export type Asking = {
  readonly name: string
  readonly endpointType: EndpointType
  readonly prompt: string
  readonly maxTokens: number
  readonly stream: boolean
  /** Fields that replace those of the request. @default none */
  readonly extraBody?: Readonly<Record<string, unknown>>
}

/** Sends one greedy request by itself, and keeps its text. What the server does wrong is in the record. */
export function ask(client: EngineClient, asking: Asking, signal: AbortSignal): Promise<RequestRecord> {
  const { name, endpointType, prompt, maxTokens, stream, extraBody = {} } = asking
  const input =
    endpointType === 'chat'
      ? { kind: 'messages', messages: [{ role: 'user', content: prompt }] }
      : { kind: 'text', text: prompt }
  const planned: PlannedRequest = {
    requestId: name,
    workload: 'consistency',
    phase: 'measured',
    round: 0,
    index: 0,
    dueAtMs: null,
    // Greedy, and the model's own end: what users get who ask for the most likely answer.
    request: GenerationRequest.parse({ input, maxTokens, stream, temperature: 0, ignoreEos: false, extraBody }),
    intendedPromptTokens: null,
    promptLengthBasis: 'estimate',
  }
  return client.send(planned, { keepText: true, signal })
}

/** Why a request failed, in the words of sageLLM's Protocol where it has one for it. */
export function errorCodeOf({ errorClass }: Pick<RequestRecord, 'errorClass'>): string | null {
  return errorClass === null ? null : (codes[errorClass] ?? errorClass)
}

const codes: Partial<Record<NonNullable<RequestRecord['errorClass']>, string>> = {
  bad_request: 'invalid_argument',
  context_length_exceeded: 'invalid_argument',
  rate_limited: 'resource_exhausted',
  overloaded: 'unavailable',
  connect_failed: 'unavailable',
  first_token_timeout: 'deadline_exceeded',
  inter_token_timeout: 'deadline_exceeded',
  total_timeout: 'deadline_exceeded',
}
