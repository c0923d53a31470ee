import { expect, test } from 'vitest'
import { runBlock } from '../terminal/run-block.js'
import { someMetrics } from '../testing/some-metrics.js'
import { engineTables } from './engine-table.js'

const nobody = { engine: null, client: null }
const engineFigures = {
  requests: 12,
  ttftMs: { engine: 38, client: 40 },
  tbtMs: { engine: 10, client: 10 },
  tpotMs: { engine: 15, client: 16 },
  throughputTps: { engine: 66, client: 62.5 },
  prefillMs: { engine: 9, client: null },
  decodeMs: nobody,
  peakMemMb: nobody,
}

test('what an engine says stands beside what the client saw; what it does not say has no row', () => {
  const [table] = engineTables([{ of: 'Q1', engineFigures }], 'Workload')
  expect(table?.rows).toEqual([
    ['TTFT ms', 38, 40, 2],
    ['TBT ms', 10, 10, 0],
    ['TPOT ms (whole time / tokens)', 15, 16, 1],
    ['tok/s of one request', 66, 62.5, -3.5],
    ['prefill ms', 9, null, null],
  ])
  expect(table?.notes?.join(' ')).toContain('its TPOT is the whole time over all tokens')
})

const q1 = { of: 'Q1', engineFigures }
const q2 = { of: 'Q2', engineFigures: null }

test('several workloads are named, and without an engine that speaks there is no table', () => {
  const [table] = engineTables([q1, q2], 'Workload')
  expect(table?.rows[0]).toEqual(['Q1', 'TTFT ms', 38, 40, 2])
  expect(engineTables([q2], 'Workload')).toEqual([])
})

test('a terminal shows it too', () => {
  const block = runBlock({ workload: 'Q1', target: 'sagellm', metrics: someMetrics({ engineFigures }) })
  expect(block).toMatch(/engine says +client saw/)
  expect(block).toMatch(/TTFT ms +38[.0]* +40[.0]* +2/)
})

test('an engine that gives prefill and decoding only has the client’s TTFT beside it, and no word of TPOT', () => {
  const llamacpp = {
    ...{ requests: 8, tpotMs: { engine: null, client: 3 }, throughputTps: nobody, peakMemMb: nobody },
    ttftMs: { engine: null, client: 14 },
    tbtMs: { engine: 1.71, client: 1.76 },
    prefillMs: { engine: 11, client: null },
    decodeMs: { engine: 30, client: null },
  }
  const [table] = engineTables([{ of: 'Q1', engineFigures: llamacpp }], 'Workload')
  expect(table?.rows).toEqual([
    ['TTFT ms', null, 14, null],
    ['TBT ms', 1.71, 1.76, expect.closeTo(0.05, 10)],
    ['prefill ms', 11, null, null],
    ['decode ms', 30, null, null],
  ])
  expect(table?.notes?.join(' ')).toMatch(/8 successful requests.*TTFT holds the prefill/)
  expect(table?.notes?.join(' ')).not.toContain('TPOT')
})
