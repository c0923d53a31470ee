import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createRequestCollector } from './collect-requests.js'
import { requestPartsPlot } from './request-parts.js'

/** A request whose decoding takes 4 gaps, and whose engine says that its prefill took 25 ms. */
const said = (index: number, gapMs: number) =>
  aRecord({
    index,
    requestId: `r-${index}`,
    startAt: 100 * index,
    ttftMs: 40,
    gapMs,
    engineTimings: { promptMs: 25, promptTokens: 32, decodeMs: 4 * gapMs, decodeTokens: 5 },
  })

function rowsOf(records: readonly ReturnType<typeof aRecord>[]) {
  const collector = createRequestCollector()
  for (const record of records) collector.add(record)
  return collector.result().rows
}

test('every part of a request is a piece of its bar, and they add up to its time', () => {
  const [plot] = requestPartsPlot(rowsOf([said(0, 10)]), '')
  const parts = Object.fromEntries((plot?.rows ?? []).map(({ part, ms }) => [part, ms]))
  expect(parts).toMatchObject({ prefill: 25, decode: 40, unknown: 15, queue: 0 })
  expect(plot?.title).toBe('Where the time of each of 1 requests went, the shortest first')
})

test('of many requests one of each equal part by whole time is shown, with its percentile, the first and last 24th too', () => {
  // 240 requests whose decoding takes 4, 8, 12 ... ms, in an order that is not that of their times.
  const records = Array.from({ length: 240 }, (_, at) => said(at, 1 + ((at * 7) % 240)))
  const [plot] = requestPartsPlot(rowsOf(records), '')
  const decoded = (plot?.rows ?? []).flatMap(({ part, ms }) => (part === 'decode' ? [(ms as number) / 4] : []))
  // The middle of each ten of the 240: gaps 6, 16, ..., 236.
  expect(decoded).toEqual(Array.from({ length: 24 }, (_, at) => 6 + 10 * at))
  expect(plot?.rows[0]?.['request_id']).toMatch(/^p2 r-/)
  expect(plot?.title).toContain('24 of 240 requests')
})

test('where no engine says anything, or no request has an end, there is no such picture', () => {
  expect(requestPartsPlot(rowsOf([aRecord()]), '')).toEqual([])
  expect(requestPartsPlot(rowsOf([aRecord({ errorClass: 'total_timeout' })]), '')).toEqual([])
})
