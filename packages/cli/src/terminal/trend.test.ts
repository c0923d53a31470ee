import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { sparkline } from './sparkline.js'
import { createTrend } from './trend.js'

test('a sparkline is drawn from zero to its largest value, with gaps where nothing is known', () => {
  expect(sparkline([1, 4, null, 8])).toBe('▁▄ █')
  expect(sparkline([0, 0])).toBe('▁▁')
  expect(sparkline([])).toBe('')
})

test('the trend gives each second its own median and tokens, and a gap to a second without an end', async () => {
  const clock = virtualClock()
  const trend = createTrend(clock)
  for (const ttftMs of [10, 30, 50]) trend.onRecord?.(aRecord({ ttftMs, outputTokens: 8 }))
  await clock.advance(2_000)
  trend.onRecord?.(aRecord({ ttftMs: 70, outputTokens: 5 }))
  expect(trend.snapshot()).toMatchObject({
    ttftP50Ms: [30, null, 70],
    outputTokensPerSecond: [24, null, 5],
    ttftMs: { p50: 40 },
  })
})

test('failures have no latency and no tokens, warm-up is not looked at, and the past is forgotten', async () => {
  const clock = virtualClock()
  const trend = createTrend(clock)
  trend.onRecord?.(aRecord({ phase: 'warmup', ttftMs: 5 }))
  expect(trend.snapshot()).toMatchObject({ ttftP50Ms: [null], ttftMs: null })
  trend.onRecord?.(aRecord({ errorClass: 'server_error' }))
  expect(trend.snapshot()).toMatchObject({ ttftP50Ms: [null], outputTokensPerSecond: [0], ttftMs: null })
  trend.onRecord?.(aRecord({ ttftMs: 20 }))
  await clock.advance(60_000)
  expect(trend.snapshot().ttftMs).toBeNull()
})
