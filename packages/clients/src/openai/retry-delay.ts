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
 * @param retryAfter - the header's value, which may be anything.
 * @param unixMs - the time now, for a header that holds a date.
 */
export function retryDelayMs(retries: number, retryAfter: string | null, unixMs: number): number {
  return retryAfterMs(retryAfter, unixMs) ?? Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** retries)
}

/**
 * What a `Retry-After` header asks for, ms, at most 10 s: seconds, or a date in one of HTTP's three forms.
 *
 * @returns `null` for a header that is missing or holds neither.
 * @see RFC 9110 sections 10.2.3 and 5.6.7
 */
export function retryAfterMs(header: string | null, unixMs: number): number | null {
  const text = header?.trim() ?? ''
  const wanted = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : dateMs(text) - unixMs
  return Number.isNaN(wanted) ? null : Math.min(MAX_DELAY_MS, Math.max(0, wanted))
}

/** All forms begin with a weekday, and all are in GMT, which the oldest form does not say. */
function dateMs(text: string): number {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .{10,30}$/.test(text)) return Number.NaN
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
}
