import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import type { ProgressSnapshot } from '@sagellm-benchmark/runner/progress'
import { describe, expect, test } from 'vitest'
import { showProgress } from './progress-display.js'
import { progressText } from './progress-text.js'

const state: ProgressSnapshot = {
  workload: 'Q5',
  building: null,
  workloadIndex: 4,
  workloadCount: 8,
  phase: 'measured',
  done: 6,
  failed: 1,
  inFlight: 4,
  total: 12,
  cancelledByRun: 0,
  warmup: { done: 2, failed: 0 },
  rateRps: 2.13,
  outputTokensPerSecond: 134.4,
  elapsedMs: 3_000,
  etaMs: 61_000,
}

function screen(isTTY: boolean) {
  const writes: string[] = []
  return { writes, isTTY, columns: 120, write: (text: string) => writes.push(text) }
}

describe('the progress line', () => {
  test('says how many prompts are built before the load begins', () => {
    const options = { columns: 120, bar: true }
    const building = { built: 120, total: 500 }
    expect(progressText({ ...state, building }, options)).toBe('Q5 (5/8) building prompts 120/500')
    expect(progressText({ ...state, building: { built: 7, total: null } }, options)).toBe('Q5 (5/8) building prompts 7')
  })

  test('says where the run is, how fast, what failed and how long it will take', () => {
    expect(progressText(state, { columns: 120, bar: true })).toBe(
      'Q5 (5/8) · ██████░░░░░░ 6/12 requests · 4 in flight · 2.1 req/s · 134 tok/s · 1 failed · 1 min 1 s left',
    )
  })

  test.each([
    [0.21, '0.21'],
    [21.4, '21'],
    [99.4, '99'],
    [99.7, '100'],
    [100, '100'],
  ])('writes a rate of %d as %s, never with a power of ten', (outputTokensPerSecond, text) => {
    expect(progressText({ ...state, outputTokensPerSecond }, { columns: 200, bar: false })).toContain(
      ` · ${text} tok/s`,
    )
  })

  test('counts warm-up apart, and what the run cut off beside the failures', () => {
    const warming = { ...state, phase: 'warmup' as const, done: 0, failed: 0, warmup: { done: 1, failed: 1 } }
    expect(progressText(warming, { columns: 120, bar: false })).toMatch(
      /^Q5 \(5\/8\) warm-up 1 · 0\/12 requests .* · 1 failed/,
    )
    expect(progressText({ ...state, cancelledByRun: 3 }, { columns: 200, bar: false })).toContain(
      '· 3 cut off · 1 failed',
    )
  })

  test('never wraps: it is cut to the terminal', () => {
    expect(progressText(state, { columns: 30, bar: true })).toHaveLength(29)
  })

  test('draws the last seconds where there is room, and drops them before it cuts the rest', () => {
    const trend = { ttftP50Ms: [10, 40, 20], outputTokensPerSecond: [50, 100, 100], ttftMs: { p50: 20, p99: 41.2 } }
    expect(progressText(state, { columns: 200, bar: false, trend })).toBe(
      'Q5 (5/8) · 6/12 requests · 4 in flight · 2.1 req/s · ▄██ 134 tok/s · ▂█▄ TTFT p50 20 p99 41 ms · 1 failed · 1 min 1 s left',
    )
    expect(progressText(state, { columns: 110, bar: false, trend })).toMatch(/134 tok\/s · 1 failed · 1 min 1 s left$/)
  })

  test('redraws itself on a terminal', async () => {
    const clock = virtualClock()
    const output = screen(true)
    const display = showProgress(output, () => state, { clock })
    await clock.advance(450)
    display.stop()
    expect(output.writes).toHaveLength(3)
    expect(output.writes[0]).toMatch(/^\r\u001b\[2KQ5/)
    expect(output.writes[2]).toBe('\r\u001b[2K')
  })

  test('elsewhere it is a plain line without escape codes, and only when something changed', async () => {
    const clock = virtualClock()
    const output = screen(false)
    const display = showProgress(output, () => state, { clock })
    await clock.advance(11_000)
    display.stop()
    expect(output.writes).toHaveLength(1)
    expect(output.writes[0]).not.toContain('\u001b')
    expect(output.writes[0]).toMatch(/left\n$/)
  })
})
