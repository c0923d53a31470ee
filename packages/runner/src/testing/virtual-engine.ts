import { type Clock, type PlannedRequest, type RequestRecord, TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { RecordSketch } from '@sagellm-benchmark/protocol-types/testing'
import { type FakeClient, fakeClient } from './fake-client.js'

/** An engine of known speed. */
export type VirtualEngine = {
  readonly url?: string
  /** @default 40 */
  readonly ttftMs?: number
  /** @default 10 */
  readonly tbtMs?: number
  /** Relative half-width of the uniform noise of each request. @default 0.05 */
  readonly noise?: number
  /** Fields of a record beyond its times. */
  readonly record?: (planned: PlannedRequest, sent: number) => Partial<RequestRecord>
}

type EngineClientOptions = {
  readonly clock: Clock
  /** Asked once for the first token of a request and once for the gaps: by what its time is multiplied. */
  readonly vary: (requestId: string) => number
  /** Called for each request. @default nothing */
  readonly onSent?: () => void
}

/** A client of an engine of known speed. */
export function engineClient(
  label: string,
  { ttftMs = 40, tbtMs = 10, record }: VirtualEngine,
  { clock, vary, onSent = () => {} }: EngineClientOptions,
): FakeClient {
  const times = new Map<string, { ttftMs: number; gapMs: number }>()
  let own = 0
  const client: FakeClient = fakeClient({
    clock,
    latencyMs({ requestId, request }) {
      onSent()
      const drawn = { ttftMs: ttftMs * vary(requestId), gapMs: tbtMs * vary(requestId) }
      times.set(requestId, drawn)
      return drawn.ttftMs + drawn.gapMs * (request.maxTokens - 1)
    },
    record(planned) {
      const startAt = client.sent.findLast(({ id }) => id === planned.requestId)?.at as number
      const { ttftMs: first, gapMs } = times.get(planned.requestId) as { ttftMs: number; gapMs: number }
      const outputTokens = planned.request.maxTokens
      const tokenAt = Array.from({ length: outputTokens }, (_, token) => startAt + first + gapMs * token)
      const sketch: RecordSketch = { target: label, outputTokens, requestedOutputTokens: outputTokens, tokenAt }
      const whole = {
        firstTokenAt: tokenAt[0] ?? null,
        lastTokenAt: tokenAt.at(-1) ?? null,
        chunkCount: outputTokens,
      }
      const text = { outputText: `answer to ${planned.requestId}` }
      return { ...sketch, ...whole, ...text, ...record?.(planned, (own += 1)) } as Partial<RequestRecord>
    },
  })
  return client
}

export function endpointOf(label: string, url: string) {
  const target = TargetPlan.parse({ kind: 'endpoint', label, url, model: 'm' })
  return target as Extract<TargetPlan, { kind: 'endpoint' }>
}
