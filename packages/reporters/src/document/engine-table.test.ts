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
  const [table] = engineTables({ Q1: { engineFigures } })
  expect(table?.rows).toEqual([
    ['TTFT ms', 38, 40, 2],
    ['TBT ms', 10, 10, 0],
    ['TPOT ms (whole time / tokens)', 15, 16, 1],
    ['tok/s of one request', 66, 62.5, -3.5],
    ['prefill ms', 9, null, null],
  ])
  expect(table?.notes?.[0]).toContain('its TPOT is the whole time over all tokens')
})

test('several workloads are named, and without an engine that speaks there is no table', () => {
  const [table] = engineTables({ Q1: { engineFigures }, Q2: { engineFigures: null } })
  expect(table?.rows[0]).toEqual(['Q1', 'TTFT ms', 38, 40, 2])
  expect(engineTables({ Q2: { engineFigures: null } })).toEqual([])
})

test('a terminal shows it too', () => {
  const block = runBlock({ workload: 'Q1', target: 'sagellm', metrics: someMetrics({ engineFigures }) })
  expect(block).toMatch(/engine says +client saw/)
  expect(block).toMatch(/TTFT ms +38[.0]* +40[.0]* +2/)
})
