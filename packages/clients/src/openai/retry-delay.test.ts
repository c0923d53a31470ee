import { expect, test } from 'vitest'
import { isRetryable, retryAfterMs, retryDelayMs } from './retry-delay.js'

test('pauses double from a quarter of a second and end at ten seconds', () => {
  expect([0, 1, 2, 10].map((retries) => retryDelayMs(retries, null, 0))).toEqual([250, 500, 1000, 10_000])
})

test('what the server asks for goes before that, within the same limit', () => {
  expect(retryDelayMs(3, '2', 0)).toBe(2000)
  expect(retryDelayMs(0, '0', 0)).toBe(0)
  expect(retryDelayMs(0, '3600', 0)).toBe(10_000)
  expect(retryDelayMs(0, ' ', 0)).toBe(250)
})

const now = Date.UTC(2026, 9, 21, 7, 28, 0)

test.each([
  ['Wed, 21 Oct 2026 07:28:04 GMT', 4000],
  ['Wednesday, 21-Oct-26 07:28:04 GMT', 4000],
  ['Wed Oct 21 07:28:04 2026', 4000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ['Sat, 01 Jan 2411 00:00:00 GMT', 10_000],
  ['1000000000', 10_000],
  ['1.5', 1500],
  ['-5', null],
  ['1e9', null],
  ['Infinity', null],
  ['0x10', null],
  ['2026-10-21', null],
  ['5, 5', null],
  ['Wed, never in this world', null],
  ['soon', null],
  ['', null],
])('Retry-After: %s asks for %s ms', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})

test('only what may pass is repeated, and nothing that already gave tokens', () => {
  expect(isRetryable('overloaded', 0)).toBe(true)
  expect(isRetryable('connection_reset', 0)).toBe(true)
  expect(isRetryable('connection_reset', 1)).toBe(false)
  for (const lasting of [
    'auth',
    'bad_request',
    'not_found',
    'first_token_timeout',
    'stream_cut_short',
    null,
  ] as const) {
    expect(isRetryable(lasting, 0)).toBe(false)
  }
})
