import { expect, test } from 'vitest'
import { isRetryable, retryDelayMs } from './retry-delay.js'

test('pauses double from a quarter of a second and end at ten seconds', () => {
  expect([0, 1, 2, 10].map((retries) => retryDelayMs(retries, null))).toEqual([250, 500, 1000, 10_000])
})

test('what the server asks for goes before that, within the same limit', () => {
  expect(retryDelayMs(3, '2')).toBe(2000)
  expect(retryDelayMs(0, '0')).toBe(0)
  expect(retryDelayMs(0, '3600')).toBe(10_000)
  expect(retryDelayMs(0, 'Wed, 21 Oct 2026 07:28:00 GMT')).toBe(250)
  expect(retryDelayMs(0, ' ')).toBe(250)
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
