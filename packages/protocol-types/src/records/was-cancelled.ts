import type { RequestErrorClass } from '../run/request-record.js'

/**
 * Whether a request was cut off from our side: by the end of the run, or because its plan cancels it, as a user does who closes the
 * page. Neither is a failure of the server, and neither has latencies.
 *
 * @example wasCancelled(record.errorClass)
 */
export function wasCancelled(errorClass: RequestErrorClass | null): boolean {
  return errorClass === 'cancelled_by_run' || errorClass === 'cancelled_by_client'
}
