import { BenchError } from '@sagellm-benchmark/protocol-types'
import { notSampled } from '../overhead/overhead-monitor.js'
import type { ShareOutcome } from '../load/share-outcome.js'
import type { FromWorker, ToWorker } from './messages.js'

/** What a line says itself, when nothing more will come over it and the load goes on without its worker. */
export type LineLost = {
  readonly kind: 'lost'
  /** Number of the shard. */
  readonly shard: number
  readonly why: string
  /** When the last word of it was heard, CLOCK_MONOTONIC of this machine in ms. */
  readonly heardMonotonicMs: number
}

/** The connection to one worker: a thread, or another machine. */
export interface WorkerLine {
  /** Times in messages are CLOCK_MONOTONIC of this machine, both ways: the line knows the clock of the other end. */
  post(message: ToWorker): void
  /** Hears what the worker says; `null` ends the hearing. */
  listen(listener: ((message: FromWorker | LineLost) => void) | null): void
  /** How long before its time a message has to be sent, ms. @default a thread is reached within a millisecond */
  readonly leadMs?: () => number
  /** The shard that it leads to. @default a thread of this process */
  readonly shard?: number
  /** Which of the threads of its shard. @default a thread of this process */
  readonly thread?: number
  /** Ends the wait for another machine, which is lost from now on. @default a thread of this process is waited for */
  readonly giveUp?: (why: string) => void
}

/** What a worker says while it drives its share. */
export type WorkerReport = Exclude<FromWorker, { readonly kind: 'driven' | 'failed' | 'closed' | 'begun' | 'ready' }>

/** The outcome of a share whose worker was lost: nobody knows more of it than its records. */
export const unknownShare: ShareOutcome = {
  stopReason: 'not_started',
  startedAt: null,
  measuredFrom: null,
  endedAt: null,
  records: 0,
  failed: 0,
  cancelledByRun: 0,
  skipped: 0,
  peakInFlight: 0,
  dry: { takes: 0, waitedMs: 0 },
  measured: 0,
  stalled: 0,
  sample: notSampled,
  readLateness: null,
  latenessMs: new Float64Array(0),
}

export type DrivenShare = { readonly share: ShareOutcome; readonly lost: LineLost | null }

/**
 * Has a worker drive its share of a workload.
 *
 * @param report - hears what it says meanwhile.
 * @returns its share; of a worker that was lost, one without anything in it.
 * @throws BenchError - what failed in the worker, or that it ended.
 */
export function driveOn(
  line: WorkerLine,
  drive: Extract<ToWorker, { readonly kind: 'drive' }>,
  report: (report: WorkerReport) => void,
): Promise<DrivenShare> {
  return new Promise((resolve, reject) => {
    line.listen((message) => {
      switch (message.kind) {
        case 'driven':
          resolve({ share: message.driven, lost: null })
          break
        case 'lost':
          resolve({ share: unknownShare, lost: message })
          break
        case 'failed': {
          const { code, message: text, hint } = message
          reject(new BenchError(code, text, hint === null ? {} : { hint }))
          break
        }
        case 'begun':
        case 'ready':
        case 'closed':
          break
        default:
          report(message)
      }
    })
    line.post(drive)
  })
}
