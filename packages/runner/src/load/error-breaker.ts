import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { isRefused } from './refusal-pause.js'

/** Why a workload was ended by its failures: the target answers, but only with errors, or it does not answer at all. */
export type BreakReason = 'errors' | 'target_unreachable'

/** Watches the failures of one workload. */
export interface ErrorBreaker {
  /** Aborted when no further request may start; its reason is a `BreakReason`. */
  readonly signal: AbortSignal
  add(record: RequestRecord): void
}

/**
 * Ends a workload after so many failures without a success between them, so that a dead server does not use up a run. What was cut off
 * from our side counts as neither.
 *
 * @param limit - 0 never ends it.
 */
export function createErrorBreaker(limit: number): ErrorBreaker {
  const controller = new AbortController()
  let failures = 0
  let refused = 0
  return {
    signal: controller.signal,
    add(record) {
      if (wasCancelled(record.errorClass)) return
      if (record.errorClass === null) failures = refused = 0
      else {
        failures += 1
        if (isRefused(record)) refused += 1
      }
      if (limit > 0 && failures >= limit) controller.abort(refused === failures ? 'target_unreachable' : 'errors')
    },
  }
}
