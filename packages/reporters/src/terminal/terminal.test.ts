import { expect, test } from 'vitest'
import { buildSummary } from '../run/build-summary.js'
import { hostile, someHeader, someMetrics } from '../testing/some-metrics.js'
import stringWidth from 'string-width'
import { alignedTable } from './aligned-table.js'
import { runBlock } from './run-block.js'
import { runTable } from './run-table.js'

test('the block of one workload tells who, how many, latencies with interval, throughput', () => {
  const metrics = someMetrics({
    flags: ['simulated'],
    failedRequests: 2,
    clientOverhead: {
      eventLoopDelayP99Ms: 0.4,
      eventLoopDelayMaxMs: 1,
      scheduleLatenessP50Ms: 0.1,
      scheduleLatenessP99Ms: 0.2,
      cpuShare: null,
      processCpuShare: null,
      cores: null,
      stalls: null,
      loadThreads: 1,
      transport: null,
      stampSource: null,
      readLateness: null,
      calibrationErrorP99Ms: 0.6,
      clientSaturated: false,
      reasons: [],
    },
  })
  expect(runBlock({ workload: 'Q5', target: 'reference-engine', load: '10 streams', metrics })).toMatchInlineSnapshot(`
    "! FAILURES: 2 of 12 requests of Q5 failed (16.7 %). The other figures are of the requests that succeeded.
    run Q5 · reference-engine (SIMULATED) · 10 streams · 10 ok · 2 failed
    client: loop p99 0.4 ms · lateness p99 0.2 ms · stamp error p99 0.6 ms
               avg    p50    p90   p99*    std   95 % CI of avg
    TTFT ms   41.2   39.8   52.0   71.3    8.1   39.6 .. 43.0 (rounds)
    TBT ms    12.1   12.0   12.9   14.2    0.5
    ITL ms    12.1      –      –      –      –   3 % coalesced
    E2E ms   801.0      –      –  902.0      –
    output 789 tok/s (steady 812) · 12.3 req/s · goodput 11.9 req/s
    * too few samples to support this percentile
    ! SIMULATED: these timings come from a model of an engine, and the texts from a seed; no inference took place."
  `)
})

test('colours are used only where asked for', () => {
  const input = { workload: 'Q1', target: 'cpu', metrics: someMetrics({ failedRequests: 1 }) }
  expect(runBlock(input)).not.toContain('\u001b')
  expect(runBlock(input, { colour: true })).toContain('\u001b[31m1 failed')
})

test('a workload without one success shows no latency rows and no zero', () => {
  const none = { avgTtftMs: null, avgTbtMs: null, avgItlMs: null, avgE2elMs: null, outputThroughputTps: null }
  const block = runBlock({
    workload: 'Q1',
    target: 'dead',
    metrics: someMetrics({ ...none, successfulRequests: 0, failedRequests: 5 }),
  })
  expect(block).not.toContain('TTFT')
  expect(block).toContain('output – tok/s')
})

test('the table of all workloads stays under 100 columns and lines up', () => {
  const workloads = ['Q1', 'Q2', 'Q3'].map((name) => ({ name, metrics: someMetrics() }))
  const table = runTable(buildSummary(someHeader(), workloads))
  const [header, rule, ...rows] = table.split('\n\n')[0]!.split('\n')
  expect(Math.max(...[header, rule, ...rows].map((line) => line!.length))).toBeLessThan(100)
  expect(new Set(rows.map((line) => line.length)).size).toBe(1)
})

test('the table of all workloads names the columns that it has no room for, and what shows them', () => {
  const workloads = ['Q1', 'Q2'].map((name) => ({ name, metrics: someMetrics() }))
  const table = runTable(buildSummary(someHeader(), workloads))
  expect(table).toMatch(/^Not in this table: 95 % CI, .*TBT p99 ms.*\.$/m)
  expect(table).toMatch(/^All columns: sagellm-benchmark report /m)
})

test('an ITL of 0 says that its chunks came in one read', () => {
  const zero = { avgItlMs: 0, p50ItlMs: 0, coalescedShare: 0.97 }
  const metrics = someMetrics(zero)
  const block = runBlock({ workload: 'Q1', target: 'here', metrics })
  expect(block).toMatch(/ITL ms .*97 % coalesced, whose gaps are 0/)
})

test('warnings of one cause become one sentence', () => {
  const flags = ['stream_held_back', 'itl_coalesced', 'held_then_burst', 'tbt_coarse'] as const
  const block = runBlock({ workload: 'Q1', target: 'here', metrics: someMetrics({ flags: [...flags] }) })
  expect(block.match(/^! /gm)).toHaveLength(1)
  expect(block).toContain('! STREAM HELD BACK')
})

test('Chinese cells keep the columns straight', () => {
  const table = alignedTable(
    [
      { label: '模型', align: 'left' },
      { label: 'ms', align: 'right' },
    ],
    [
      ['千问', '1'],
      ['tiny-gpt2', '22'],
    ],
  )
  const widths = table.split('\n').map((line) => stringWidth(line))
  expect(new Set(widths)).toEqual(new Set([13]))
})

test('a hostile name cannot move the cursor or break the line', () => {
  const workloads = [{ name: hostile, metrics: someMetrics() }]
  const table = runTable(buildSummary(someHeader({ notices: [hostile] }), workloads))
  expect(table).not.toMatch(/[\u001b\u202e\u2028\r]/)
  expect(runBlock({ workload: hostile, target: hostile, metrics: someMetrics() })).not.toMatch(/[\u001b\u202e\u2028\r]/)
})
