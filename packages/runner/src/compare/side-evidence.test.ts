import { expect, test } from 'vitest'
import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { aCell } from '../testing/a-capture.js'
import { judgeCell } from './judge-cell.js'
import type { JudgedSide } from './judged-side.js'

const side = (changes: Partial<JudgedSide> = {}, engines: Partial<ServerCounters> = {}): JudgedSide => {
  const cell = aCell({ requests: 200 })
  return { ...cell, label: 'b', captured: cell, serverCounters: ServerCounters.parse(engines), ...changes }
}

/** What is held against every metric of a cell; null where nothing is. */
function objection(candidate: JudgedSide, baseline = { ...side(), label: 'a' }) {
  const options = { paired: true, margin: 0.03, alpha: 0.05, families: 1 }
  const cell = { scenario: 'short', batchSize: 4, load: null, inFlight: null }
  const [first] = judgeCell(cell, [baseline, candidate], options)
  return first?.withheld == null ? null : { by: first.withheld, reason: first.reason }
}

test('more than one answer in a hundred that is suspiciously short takes every verdict away', () => {
  expect(objection(side({ recordFlags: { suspiciously_short: 2 } }))).toBeNull()
  expect(objection(side({ recordFlags: { suspiciously_short: 3 } }))).toMatchObject({
    by: 'failures',
    reason: expect.stringContaining('3 of 200 answers of b ended after one piece of text') as string,
  })
})

test('an engine that died behind a gateway, or came back, takes every verdict away; one that nobody counts does not', () => {
  const engines = (healthyEnginesBefore: number | null, healthyEnginesAfter: number | null) =>
    objection(side({}, { healthyEnginesBefore, healthyEnginesAfter }))
  expect([engines(2, 2), engines(2, null), engines(null, 0), engines(null, null)]).toEqual([null, null, null, null])
  for (const [before, after] of [
    [2, 1],
    [0, 1],
    [1, 0],
  ] as const)
    expect(engines(before, after)).toEqual({
      by: 'engines',
      reason: `the gateway of b had ${before} healthy engines before the rounds and ${after} after them`,
    })
})

test('a client at its limit and a load that was not kept name both sides, with their reasons', () => {
  const client = { rounds: 10, saturatedRounds: 9, reasons: ['CPU share 1.2'], stampErrorMs: null }
  const limited = side({ client })
  expect(objection(limited, { ...limited, label: 'a' })?.reason).toBe(
    'the client was at its limit in the rounds of a (9 of 10: CPU share 1.2) and b (9 of 10: CPU share 1.2)',
  )
  expect(objection(side({ client: { ...client, saturatedRounds: 1 } }))).toBeNull()
  expect(objection(side({ loadNotKept: ['mean concurrency 1.26 of 8 that were asked for'] }))).toEqual({
    by: 'load',
    reason:
      'the load was not the one that was asked for in the rounds of b (mean concurrency 1.26 of 8 that were asked for)',
  })
})
