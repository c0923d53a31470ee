import type { EngineMetrics } from '@sagellm-benchmark/protocol-types/records'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createEngineFigures } from './engine-figures.js'

const says = (more: Partial<EngineMetrics> = {}): EngineMetrics => ({
  ttftMs: 38,
  tbtMs: 10,
  tpotMs: 15,
  throughputTps: 66,
  prefillMs: null,
  decodeMs: null,
  peakMemMb: null,
  prefixHitRate: null,
  ...more,
})
const figuresOf = (...records: ReturnType<typeof aRecord>[]) => {
  const figures = createEngineFigures()
  for (const record of records) figures.add(record)
  return figures.result()
}

test('both sides by the formulas of the Protocol: TPOT and throughput are over the whole time', () => {
  // 5 tokens, the first after 40 ms and one every 10 ms: 80 ms in all.
  expect(figuresOf(aRecord({ tbtMs: 10, tbtBasis: 'steps', engineMetrics: says() }))).toEqual({
    requests: 1,
    ttftMs: { engine: 38, client: 40 },
    tbtMs: { engine: 10, client: 10 },
    tpotMs: { engine: 15, client: 16 },
    throughputTps: { engine: 66, client: 62.5 },
    prefillMs: { engine: null, client: null },
    decodeMs: { engine: null, client: null },
    peakMemMb: { engine: null, client: null },
  })
})

test('two means stand for the same requests: one that a side does not know is in neither', () => {
  const figures = figuresOf(
    aRecord({ engineMetrics: says({ ttftMs: 30, prefillMs: 9 }) }),
    aRecord({ engineMetrics: says({ ttftMs: null }) }),
    aRecord({ engineMetrics: says({ ttftMs: 500 }), firstTokenAt: null }),
  )
  expect(figures).toMatchObject({
    requests: 3,
    ttftMs: { engine: 30, client: 40 },
    prefillMs: { engine: 9, client: null },
  })
})

test('requests that failed, and those of engines that say nothing, are not counted', () => {
  expect(figuresOf(aRecord(), aRecord({ errorClass: 'aborted', engineMetrics: says() }))).toBeNull()
})
