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

type Begin = Extract<ToShard, { readonly kind: 'begin' }>

/** The thread of a shard, one plan after the other, and what goes from it to the coordinator. */
export interface ShardSender {
  /** Starts the thread of a plan, in the place of that of the plan before. What fails is said to the coordinator, and finishes the shard. */
  begin(message: Begin): Promise<void>
  post(message: ToWorker): void
  /** What is known of this machine's clock by now. */
  learn(axis: Extract<ToShard, { readonly kind: 'axis' }>): void
  driving(): boolean
  /** Records that the coordinator was told of. */
  records(): number
  /** Ends the thread, also one that is not ready yet. */
  close(): Promise<void>
}

export type SenderOptions = {
  readonly stream: JsonStream<ToShard, FromShard>
  readonly hello: ShardHello
  /** Starts the thread that sends the load, for the plan as the coordinator opened it. */
  readonly start: (plan: RunPlan) => Promise<RunningWorker>
  /** What is known of the client of this machine, by its transport. @default nothing */
  readonly calibration?: (identity: ClientIdentity) => Promise<CalibrationFile | null>
  /** Where this shard keeps its records itself, and by what it counts tokens. @default the coordinator gathers them */
  readonly keep?: (begun: { readonly plan: RunPlan; readonly run: string }) => Promise<KeepingRecords>
}

/** What a shard needs to keep its records itself. */
type KeepingRecords = { readonly journal: Journal; readonly tokenizer: Tokenizer | null }

export function createShardSender(
  { stream, hello, start, keep, calibration }: SenderOptions,
  finish: (error: BenchError) => void,
): ShardSender {
  let worker: RunningWorker | null = null
  let local: (LocalRecords & Pick<KeepingRecords, 'journal'>) | null = null
  let records = 0
  let closed = false
  let driving = false
  let keeping: Promise<KeepingRecords | null> = Promise.resolve(null)

  const fail = (error: unknown) => {
    stream.post(failureOf(error))
    finish(error as BenchError)
  }
  const hear = (message: FromWorker | LineLost) => {
    switch (message.kind) {
      case 'lost':
        return
      case 'records':
        records += message.records.length
        return stream.post(local ? local.keep(message) : message)
      case 'driven':
        driving = false
        if (local) stream.post({ kind: 'kept', journal: local.journal.kept() })
        return stream.post(message)
      default:
        return stream.post(message)
    }
  }
  const started = async ({ plan, run }: Begin) => {
    await worker?.close()
    worker = null
    const fresh = await start(plan)
    // Whoever waited for it is gone: a thread that is listened to would keep the program alive.
    if (closed) return await fresh.close()
    worker = fresh
    if (keep) keeping = keep({ plan, run })
    const kept = await keeping
    if (closed) return
    if (kept) local = { ...createLocalRecords({ shard: hello.shard, ...kept }), journal: kept.journal }
    fresh.listen((message) => {
      try {
        hear(message)
      } catch (error) {
        // A disk that is full: the load must not go on without its records.
        fail(error)
      }
    })
    const known = await calibration?.(fresh.identity)
    if (known) stream.post({ kind: 'calibrated', calibration: known })
    stream.post({ kind: 'ready', identity: fresh.identity })
  }

  return {
    begin: (message) => started(message).catch(fail),
    post(message) {
      if (message.kind === 'drive') {
        driving = true
        local?.begin(message)
      }
      worker?.post(message)
    },
    learn: (axis) => local?.learn(axis),
    driving: () => driving,
    records: () => records,
    async close() {
      closed = true
      await worker?.close()
      // Whoever opens a journal meanwhile has it before this is over, and closes it.
      await keeping.catch(() => {})
    },
  }
}

function failureOf(error: unknown): Extract<FromShard, { kind: 'failed' }> {
  const { code, message, hint } = isBenchError(error) ? error : new BenchError('internal', String(error))
  return { kind: 'failed', code, message, hint }
}
