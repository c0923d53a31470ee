import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createEngineTimings } from './engine-timings.js'

const timings = (changes: object = {}) => ({
  promptMs: 20,
  promptTokens: 25,
  decodeMs: 110,
  decodeTokens: 12,
  ...changes,
})

function of(records: Parameters<ReturnType<typeof createEngineTimings>['add']>[0][]) {
  const tally = createEngineTimings()
  for (const record of records) tally.add(record)
  return tally.result()
}

test('decoding time is divided by the tokens after the first, as the client does', () => {
  // llama-server b11669 says of 12 tokens in 18.786 ms: 1.7078 ms a token, which is a share of 11.
  expect(of([aRecord({ engineTimings: timings({ decodeMs: 18.786 }) })])?.decodeMsPerToken).toBeCloseTo(1.7078, 4)
})

test('both sides are means over the same answers', () => {
  const seen = of([
    aRecord({ engineTimings: timings() }),
    aRecord({ index: 1, engineTimings: timings({ promptMs: 40, decodeMs: null }) }),
    aRecord({ index: 2, engineTimings: null }),
    aRecord({ index: 3, errorClass: 'server_error', engineTimings: timings({ promptMs: 9000 }) }),
  ])
  expect(seen).toMatchObject({ n: 2, prefillMs: 30, decodeMsPerToken: 10 })
  expect(seen?.ttftMs).toBeGreaterThan(0)
  expect(seen?.tbtMs).toBeGreaterThan(0)
})

test('an answer of one token has no time between tokens, and a run without timings has none of it', () => {
  expect(of([aRecord({ engineTimings: timings({ decodeTokens: 1 }) })])).toMatchObject({
    decodeMsPerToken: null,
    tbtMs: null,
  })
  expect(of([aRecord()])).toBeNull()
})
