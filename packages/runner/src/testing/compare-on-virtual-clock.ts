import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan, type ComparisonPlanInput } from '@sagellm-benchmark/protocol-types/comparison'
import { notSampled } from '../overhead/overhead-monitor.js'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { type ComparisonResult, runComparison, type RunComparisonOptions } from '../compare/run-comparison.js'
import type { FakeClient } from './fake-client.js'
import { endpointOf, engineClient, type VirtualEngine } from './virtual-engine.js'

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
      const { noise = 0.05 } = engine
      const vary = () => 1 + noise * (2 * uniform() - 1)
      const client = engineClient(label, engine, { clock, vary, onSent: () => options.onSent?.((sent += 1)) })
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

/** Seeded numbers in [0, 1) (the generator of Park and Miller): noise for a test needs no better. */
function uniforms(seed: number): () => number {
  let state = seed * 7919 + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
