import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { ShareOutcome } from '../load/share-outcome.js'
import type { FromWorker, ToWorker } from './messages.js'

/** The connection to one worker. */
export interface WorkerLine {
  post(message: ToWorker): void
  /** Hears what the worker says; `null` ends the hearing. */
  listen(listener: ((message: FromWorker) => void) | null): void
}

/** What a worker says while it drives its share. */
export type WorkerReport = Exclude<FromWorker, { readonly kind: 'driven' | 'failed' | 'closed' | 'begun' | 'ready' }>

/**
 * Has a worker drive its share of a workload.
 *
 * @param report - hears what it says meanwhile.
 * @throws BenchError - what failed in the worker, or that it ended.
 */
export function driveOn(
  line: WorkerLine,
  drive: Extract<ToWorker, { readonly kind: 'drive' }>,
  report: (report: WorkerReport) => void,
): Promise<ShareOutcome> {
  return new Promise((resolve, reject) => {
    line.listen((message) => {
      switch (message.kind) {
        case 'driven':
          resolve(message.driven)
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
