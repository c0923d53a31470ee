import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'

const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 10_000

/** Failures that the same request may not meet again. Nothing that already produced tokens is among them. */
const passing: ReadonlySet<RequestErrorClass> = new Set([
  'connect_failed',
  'connect_timeout',
  'connection_reset',
  'rate_limited',
  'overloaded',
  'server_error',
])

/** Whether a failed attempt may be repeated. */
export function isRetryable(errorClass: RequestErrorClass | null, chunkCount: number): boolean {
  return errorClass !== null && chunkCount === 0 && passing.has(errorClass)
}

/**
 * Pause before the next attempt, ms: what the server asked for, at most 10 s, else doubling from 250 ms.
 *
 * @param retries - attempts repeated so far, from 0.
 * @param retryAfter - the header's value; a date is not understood and counts as none.
 */
export function retryDelayMs(retries: number, retryAfter: string | null): number {
  const seconds = retryAfter === null || retryAfter.trim() === '' ? Number.NaN : Number(retryAfter)
  const wanted = seconds >= 0 ? seconds * 1000 : FIRST_DELAY_MS * 2 ** retries
  return Math.min(MAX_DELAY_MS, wanted)
}
