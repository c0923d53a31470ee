import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { FromWorker, ShardRecords } from '@sagellm-benchmark/protocol-types/messages'
import { type VirtualClock, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import type { LoadGenerator } from '../load/load-generator.js'
import type { RequestSource } from '../load/request-source.js'
import { runPlan } from '../load/run-plan.js'
import type { RunResult } from '../load/run-result.js'
import { workloadOutcome } from '../load/workload-outcome.js'
import { linesWithPlaces } from '../workers/division.js'
import { driveTogether } from '../workers/drive-together.js'
import type { WorkerLine } from '../workers/worker-line.js'
import type { RunningWorker } from '../workers/start-worker.js'
import { type Carrier, carriers } from './carriers.js'
import { type FakeClient, fakeClient, type FakeClientOptions } from './fake-client.js'
import { noMonitor } from './run-on-virtual-clock.js'
import { openVirtualShard, type VirtualShardOptions } from './virtual-shard.js'
import { runningWorker, sessionOf, type ThreadParts } from './virtual-thread.js'
import { untilEnded } from './until-ended.js'

export type SharesRun = {
  readonly result: RunResult
  readonly records: readonly RequestRecord[]
  /** Of each share the records that it kept itself, where shards do that. */
  readonly kept: readonly (readonly RequestRecord[])[]
  /** A client for each share; of shards with several threads one for each of these, shard after shard. */
  readonly clients: readonly FakeClient[]
}

export type SharesOptions = Omit<FakeClientOptions, 'clock'> & {
  readonly shares: number
  /** How messages travel. @default pipe */
  readonly carrier?: keyof typeof carriers
  /** Makes each share a shard on a machine whose CLOCK_MONOTONIC is so much ahead of that of the one before it, ms. @default threads */
  readonly clocksApartMs?: number
  /** How many threads each shard sends from. @default 1 */
  readonly threads?: (shard: number) => number
  /** Where shards keep their records. @default gathered */
  readonly keeping?: ShardRecords
  /** Whether what the worker of a shard says is handed on, as an honest one does with all of it. @default all */
  readonly says?: (share: number, message: FromWorker) => boolean
  /** By how much time goes on between two looks at what is on its way, ms. @default 1 */
  readonly stepMs?: number
  /** Called when the load begins, with what cuts a shard off. */
  readonly onStarted?: (parts: { readonly clock: VirtualClock; readonly cut: (share: number) => void }) => void
}

/** A whole run in virtual time, whose load is driven by several workers. */
export async function driveShares(plan: RunPlan, requests: RequestSource, options: SharesOptions): Promise<SharesRun> {
  const { shares, carrier = 'pipe', clocksApartMs, threads = () => 1, keeping = 'gathered', ...more } = options
  const { onStarted, says = () => true, stepMs = 1, ...fake } = more
  const clock = virtualClock()
  const monotonicMs = () => clock.now()
  const kept = Array.from({ length: shares }, (): RequestRecord[] => [])
  const clientsOf = Array.from({ length: shares }, (_, share) =>
    Array.from({ length: threads(share) }, () => fakeClient({ clock, ...fake })),
  )
  const clients = clientsOf.flat()
  const opened: Opened[] = await Promise.all(
    clientsOf.map((own, share) => {
      const ahead = () => clock.now() + share * (clocksApartMs ?? 0)
      const parts = { plan, clock, monotonicMs: ahead }
      const asOne = { ...parts, clients: own, shares, keeping, says, kept: kept[share] as RequestRecord[] }
      const client = own[0] as FakeClient
      return clocksApartMs === undefined ? asThread(carrier, { ...parts, client }) : asShard(share, asOne)
    }),
  )
  const all = opened.flatMap(({ lines }) => lines)
  const generator: LoadGenerator = {
    identity: (clients[0] as FakeClient).identity,
    threads: all.length,
    async drive(drive) {
      const { workload, calibration, loadKind } = drive
      const lines = linesWithPlaces(all, { loadKind, load: workload.load })
      const together = { lines, clock, monotonicMs, tokenizer: null, onIdentity: () => {} }
      const driven = await driveTogether(together, drive)
      return workloadOutcome(driven, { workload, calibration, identity: generator.identity, loadThreads: lines.length })
    },
    close: async () => {},
  }
  const records: RequestRecord[] = []
  const cut = (share: number) => opened[share]?.close()
  const observers = [
    {
      onWorkloadStart: () => onStarted?.({ clock, cut }),
      onRecord: (record: RequestRecord) => void records.push(record),
    },
  ]
  const running = runPlan({ plan, client: generator, requests, clock, monitor: noMonitor, observers })
  try {
    await untilEnded(running, { clock, stepMs })
    return { result: await running, records, kept, clients }
  } finally {
    for (const each of opened) each.close()
  }
}

type Opened = { readonly lines: readonly WorkerLine[]; close(): void }

type Parts = Omit<ThreadParts, 'client'>

async function asThread(name: keyof typeof carriers, parts: ThreadParts): Promise<Opened> {
  const { line, worker, close } = await (carriers[name] as () => Promise<Carrier>)()
  const session = sessionOf(parts, (message) => worker.post(message))
  worker.listen((message) => void session.handle(message))
  return { lines: [line], close }
}

type ShardParts = Parts &
  Pick<VirtualShardOptions, 'shares' | 'keeping' | 'kept'> & {
    /** One for each of its threads. */
    readonly clients: readonly FakeClient[]
    readonly says: (share: number, message: FromWorker) => boolean
  }

async function asShard(shard: number, { clients, says, plan, ...parts }: ShardParts): Promise<Opened> {
  const handedOn = (message: FromWorker) => says(shard, message)
  const workers = clients.map((client) => runningWorker({ plan, client, ...parts }, handedOn))
  const { line, cut } = await openVirtualShard(shard, { ...parts, start: async () => workers as [RunningWorker] })
  return { lines: await line.begin(plan, { run: 'a-run', target: 0 }), close: cut }
}
