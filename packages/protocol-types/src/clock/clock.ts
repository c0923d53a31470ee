/**
 * Time as an effect: everything that waits or stamps takes a `Clock`, so that tests run on a virtual one in milliseconds.
 * All values are milliseconds (float).
 */
export interface Clock {
  /** Monotonic, with an arbitrary origin. The only source of stamps in a record. */
  now(): number
  /** Unix time, for labels and for joining with other systems' logs; never for durations. */
  unixMs(): number
  /** Resolves at or after `dueMs` on `now()`'s axis, never before it; rejects with the signal's reason on abort. */
  sleepUntil(dueMs: number, signal?: AbortSignal): Promise<void>
  /** Calls back once after `delayMs`; the returned function cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void
}
