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

const timings = (changes: object = {}) => ({
  promptMs: 20,
  promptTokens: 25,
  decodeMs: 110,
  decodeTokens: 12,
  ...changes,
})

test('the decoding time of llama.cpp is divided by the tokens after the first, as the client does', () => {
  // llama-server b11669 says of 12 tokens in 18.786 ms: 1.7078 ms a token, which is a share of 11.
  const figures = figuresOf(aRecord({ engineTimings: timings({ decodeMs: 18.786 }) }))
  expect(figures?.tbtMs.engine).toBeCloseTo(1.7078, 4)
})

test('prefill and decoding time of llama.cpp are means over its answers, and the client’s TTFT stands with them', () => {
  const figures = figuresOf(
    aRecord({ engineTimings: timings() }),
    aRecord({ index: 1, engineTimings: timings({ promptMs: 40, decodeMs: null }) }),
    aRecord({ index: 2, engineTimings: null }),
    aRecord({ index: 3, errorClass: 'server_error', engineTimings: timings({ promptMs: 9000 }) }),
  )
  expect(figures).toMatchObject({
    requests: 2,
    ttftMs: { engine: null, client: 40 },
    tbtMs: { engine: 10, client: 10 },
    prefillMs: { engine: 30, client: null },
    decodeMs: { engine: 110, client: null },
  })
})

test('an answer of one token has no time between tokens of the engine', () => {
  expect(figuresOf(aRecord({ engineTimings: timings({ decodeTokens: 1 }) }))?.tbtMs.engine).toBeNull()
})

test('requests that failed, and those of engines that say nothing, are not counted', () => {
  expect(figuresOf(aRecord(), aRecord({ errorClass: 'aborted', engineMetrics: says() }))).toBeNull()
})
