import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { BenchError, isBenchError, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { FromShard, FromWorker, ShardHello, ToShard, ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import type { Journal } from '../journal/open-journal.js'
import type { RunningWorker } from '../workers/start-worker.js'
import type { LineLost } from '../workers/worker-line.js'
import type { JsonStream } from './json-stream.js'
import { createLocalRecords, type LocalRecords } from './local-records.js'
import type { ThreadPlace } from './shard-ears.js'
import { createThreadGroups } from './thread-groups.js'

type Begin = Extract<ToShard, { readonly kind: 'begin' }>

type ToThread = Extract<ToShard, { readonly kind: 'to_thread' }>

/** The threads of a shard, for each target those of one plan after the other, and what goes from them to the coordinator. */
export interface ShardSender {
  /** Starts the threads of a plan, in the place of those of the target's plan before. What fails is said to the coordinator, and finishes the shard. */
  begin(message: Begin): Promise<void>
  post(message: ToThread): void
  /** To every thread. */
  postAll(message: ToWorker): void
  /** What is known of this machine's clock by now. */
  learn(axis: Extract<ToShard, { readonly kind: 'axis' }>): void
  /** Whether any thread drives its part of a load. */
  driving(): boolean
  /** Records that the coordinator was told of. */
  records(): number
  /** Ends the threads, also those that are not ready yet. */
  close(): Promise<void>
}

export type SenderOptions = {
  readonly stream: JsonStream<ToShard, FromShard>
  readonly hello: ShardHello
  /** Starts the threads that send the load to a target, for the plan as the coordinator opened it. */
  readonly start: (plan: RunPlan, target: number) => Promise<readonly [RunningWorker, ...RunningWorker[]]>
  /** What is known of the client of this machine, by its transport and the number of its threads. @default nothing */
  readonly calibration?: (identity: ClientIdentity, threads: number) => Promise<CalibrationFile | null>
  /** Where this shard keeps its records itself, and by what it counts tokens. @default the coordinator gathers them */
  readonly keep?: (begun: { readonly plan: RunPlan; readonly run: string }) => Promise<KeepingRecords>
}

/** What a shard needs to keep its records itself. */
type KeepingRecords = { readonly journal: Journal; readonly tokenizer: Tokenizer | null }

export function createShardSender(
  { stream, hello, start, keep, calibration }: SenderOptions,
  finish: (error: BenchError) => void,
): ShardSender {
  const groups = createThreadGroups()
  let local: (LocalRecords & Pick<KeepingRecords, 'journal'>) | null = null
  let records = 0
  let closed = false
  let keeping: Promise<KeepingRecords | null> = Promise.resolve(null)

  const fail = (error: unknown) => {
    stream.post(failureOf(error))
    finish(error as BenchError)
  }
  const hear = ({ target, thread }: ThreadPlace, message: FromWorker | LineLost) => {
    const say = (own: FromWorker) => stream.post({ kind: 'of_thread', target, thread, message: own })
    switch (message.kind) {
      case 'lost':
        return
      case 'records':
        records += message.records.length
        return say(local ? local.keep(message) : message)
      case 'driven':
        groups.of(target).driven(thread)
        if (local) stream.post({ kind: 'kept', journal: local.journal.kept() })
        return say(message)
      case 'failed':
        // Before the common start all end with it. After it this shard alone is lost, with its part of the load.
        return groups.of(target).underWay() ? end(`its thread ${thread} failed: ${message.message}`) : say(message)
      default:
        return say(message)
    }
  }
  const end = (why: string) => {
    stream.post({ kind: 'ended', why })
    finish(new BenchError('unavailable', `shard ${hello.shard} ends: ${why}`, { hint: 'shard 0 goes on without it' }))
  }
  const started = async ({ target, plan, run }: Begin) => {
    const threads = await groups.begin(target)
    const fresh = threads.hold(await start(plan, target))
    // Whoever waited for them is gone: a thread that is listened to would keep the program alive.
    if (closed) return await threads.close()
    if (keep) keeping = keep({ plan, run })
    const kept = await keeping
    if (closed) return
    if (kept) local = { ...createLocalRecords({ shard: hello.shard, ...kept }), journal: kept.journal }
    fresh.forEach((worker, thread) =>
      worker.listen((message) => {
        try {
          hear({ target, thread }, message)
        } catch (error) {
          // A disk that is full: the load must not go on without its records.
          fail(error)
        }
      }),
    )
    const [{ identity }] = fresh
    const known = await calibration?.(identity, fresh.length)
    if (known) stream.post({ kind: 'calibrated', calibration: known })
    stream.post({ kind: 'ready', target, identity, threads: fresh.length })
  }

  return {
    begin: (message) => started(message).catch(fail),
    post({ target, thread, message }) {
      if (message.kind === 'drive') local?.begin(message)
      groups.of(target).post(thread, message)
    },
    postAll: groups.postAll,
    learn: (axis) => local?.learn(axis),
    driving: groups.driving,
    records: () => records,
    async close() {
      closed = true
      await groups.close()
      // Whoever opens a journal meanwhile has it before this is over, and closes it.
      await keeping.catch(() => {})
    },
  }
}

function failureOf(error: unknown): Extract<FromShard, { kind: 'failed' }> {
  const { code, message, hint } = isBenchError(error) ? error : new BenchError('internal', String(error))
  return { kind: 'failed', code, message, hint }
}
