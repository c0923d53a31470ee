import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan, type ComparisonPlanInput } from '@sagellm-benchmark/protocol-types/comparison'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { type ComparisonResult, runComparison } from '../compare/run-comparison.js'
import type { LoadGenerator } from '../load/load-generator.js'
import { workloadOutcome } from '../load/workload-outcome.js'
import { linesWithPlaces } from '../workers/division.js'
import { driveTogether } from '../workers/drive-together.js'
import type { WorkerLine } from '../workers/worker-line.js'
import type { FakeClient } from './fake-client.js'
import { aPlan } from './planned-requests.js'
import { noMonitor } from './run-on-virtual-clock.js'
import { untilEnded } from './until-ended.js'
import { endpointOf, engineClient, type VirtualEngine } from './virtual-engine.js'
import { openVirtualShard } from './virtual-shard.js'
import { runningWorker } from './virtual-thread.js'

export type SharedComparison = {
  readonly result: ComparisonResult
  /** What the journal has. */
  readonly records: readonly RequestRecord[]
  /** Of each shard the client of each target. */
  readonly clients: readonly ReadonlyMap<string, FakeClient>[]
}

type SharedComparisonOptions = {
  readonly shares: number
  /** By how much the clock of each machine is ahead of that of the one before, ms. @default 1,000 */
  readonly clocksApartMs?: number
  /** Called with each request, its number over all shards, and what happens to other machines. */
  readonly onSent?: (count: number, act: { cut(shard: number): void; interrupt(shard: number): void }) => void
}

/** Opening names no load. */
const opening = aPlan({ load: { kind: 'closed', concurrency: 1, rampUpSeconds: 0 }, requests: 1 })

/** A whole comparison in virtual time, whose rounds are sent by several shards; what a request takes depends on it and its target alone. */
export async function compareByShards(
  engines: Readonly<Record<string, VirtualEngine>>,
  plan: Partial<ComparisonPlanInput>,
  { shares, clocksApartMs = 1_000, onSent = () => {} }: SharedComparisonOptions,
): Promise<SharedComparison> {
  const clock = virtualClock()
  const records: RequestRecord[] = []
  const labels = Object.keys(engines)
  let sent = 0
  const interrupts = Array.from({ length: shares }, () => new AbortController())
  const act = {
    cut: (shard: number) => opened.find(({ line }) => line.shard === shard)?.cut(),
    interrupt: (shard: number) => interrupts[shard]?.abort(),
  }
  const clients = Array.from({ length: shares }, () => {
    const ofShard = Object.entries(engines).map(([label, engine]) => {
      const vary = (id: string) => 1 + (engine.noise ?? 0.05) * (2 * share(`${label} ${id}`) - 1)
      return [label, engineClient(label, engine, { clock, vary, onSent: () => onSent((sent += 1), act) })] as const
    })
    return new Map(ofShard)
  })
  const workerOf = (shard: number, target: number) =>
    runningWorker({
      plan: opening,
      clock,
      monotonicMs: () => clock.now() + shard * clocksApartMs,
      client: clients[shard]?.get(labels[target] as string) as FakeClient,
    })
  const opened = await Promise.all(
    clients.slice(1).map((_, at) =>
      openVirtualShard(at + 1, {
        ...{ shares, clock, monotonicMs: () => clock.now() + (at + 1) * clocksApartMs },
        signal: (interrupts[at + 1] as AbortController).signal,
        start: async (_plan, target) => [workerOf(at + 1, target)],
      }),
    ),
  )
  const generatorOf = async (target: number): Promise<LoadGenerator> => {
    const others = await Promise.all(opened.map(({ line }) => line.begin(opening, { run: 'a-run', target })))
    const own = { ...workerOf(0, target), shard: 0, thread: 0 }
    const all: WorkerLine[] = [own, ...others.flat()]
    const { identity } = own
    return {
      identity,
      threads: 1,
      async drive(drive) {
        const { workload, calibration, loadKind } = drive
        const lines = linesWithPlaces(all, { loadKind, load: workload.load })
        const monotonicMs = () => clock.now()
        const shared = await driveTogether({ lines, clock, monotonicMs, tokenizer: null, onIdentity() {} }, drive)
        return workloadOutcome(shared, { workload, calibration, identity, loadThreads: lines.length })
      },
      close: async () => {},
    }
  }
  const generators = new Map<string, LoadGenerator>()
  for (const [target, label] of labels.entries()) generators.set(label, await generatorOf(target))
  const running = runComparison({
    plan: ComparisonPlan.parse({
      scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 16, outputTokens: 9 }],
      batchSizes: [6],
      rounds: 6,
      ...plan,
    }),
    targets: labels.map((label) => ({ endpoint: endpointOf(label, `http://127.0.0.1:1/${label}`) })),
    sink: { append: (batch) => void records.push(...batch) },
    createClient: ({ endpoint }) => generators.get(endpoint.label) as LoadGenerator,
    ...{ observe: null, clock, monitor: noMonitor, shards: shares },
  })
  try {
    // Less than the time by which a message is sent before it counts.
    await untilEnded(running, { clock, stepMs: 4 })
    return { result: await running, records, clients }
  } finally {
    for (const { cut } of opened) cut()
  }
}

/** A share in [0, 1) that a text always has (FNV-1a): noise for a test needs no better. */
function share(text: string): number {
  let hash = 2_166_136_261
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619)
  return (hash >>> 0) / 2 ** 32
}
