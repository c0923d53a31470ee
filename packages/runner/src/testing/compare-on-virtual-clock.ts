import { type PlannedRequest, type RequestRecord, TargetPlan } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan, type ComparisonPlanInput } from '@sagellm-benchmark/protocol-types/comparison'
import { notSampled } from '../overhead/overhead-monitor.js'
import type { RecordSketch } from '@sagellm-benchmark/protocol-types/testing'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { type ComparisonResult, runComparison, type RunComparisonOptions } from '../compare/run-comparison.js'
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

export type VirtualComparison = {
  readonly result: ComparisonResult
  readonly records: readonly RequestRecord[]
  readonly clients: ReadonlyMap<string, FakeClient>
}

const noMonitor = {
  start() {},
  stalledMs: () => 0,
  stop: () => notSampled,
}

/** A whole comparison of engines in virtual time. */
export async function compareOnVirtualClock(
  engines: Readonly<Record<string, VirtualEngine>>,
  plan: Partial<ComparisonPlanInput> = {},
  options: Partial<RunComparisonOptions> & { readonly onSent?: (count: number) => void } = {},
): Promise<VirtualComparison> {
  const clock = virtualClock()
  const records: RequestRecord[] = []
  let sent = 0
  const clients = new Map(
    Object.entries(engines).map(([label, engine], at) => {
      const uniform = uniforms(at + 1)
      const { ttftMs = 40, tbtMs = 10, noise = 0.05 } = engine
      const times = new Map<string, { ttftMs: number; gapMs: number }>()
      let own = 0
      const client = fakeClient({
        clock,
        latencyMs({ requestId, request }) {
          options.onSent?.((sent += 1))
          const vary = () => 1 + noise * (2 * uniform() - 1)
          const drawn = { ttftMs: ttftMs * vary(), gapMs: tbtMs * vary() }
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
          return { ...sketch, ...whole, ...text, ...engine.record?.(planned, (own += 1)) } as Partial<RequestRecord>
        },
      })
      return [label, client] as const
    }),
  )
  const running = runComparison({
    plan: ComparisonPlan.parse({
      scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 9 }],
      batchSizes: [2],
      rounds: 10,
      ...plan,
    }),
    targets: Object.entries(engines).map(([label, engine]) => ({
      endpoint: endpointOf(label, engine.url ?? `http://127.0.0.1:1/${label}`),
    })),
    sink: { append: (batch) => void records.push(...batch) },
    createClient: ({ endpoint }) => clients.get(endpoint.label) as FakeClient,
    observe: null,
    clock,
    monitor: noMonitor,
    ...options,
  })
  let over = false
  const ended = running.then(
    () => void (over = true),
    () => void (over = true),
  )
  while (!over) {
    await clock.runAll(clock.now() + 600_000)
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 0))])
  }
  return { result: await running, records, clients }
}

function endpointOf(label: string, url: string) {
  const target = TargetPlan.parse({ kind: 'endpoint', label, url, model: 'm' })
  return target as Extract<TargetPlan, { kind: 'endpoint' }>
}

/** Seeded numbers in [0, 1) (the generator of Park and Miller): noise for a test needs no better. */
function uniforms(seed: number): () => number {
  let state = seed * 7919 + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
