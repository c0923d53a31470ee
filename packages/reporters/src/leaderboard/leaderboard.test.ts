import { expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { readArtifact } from '../kinds/read-artifact.js'
import { buildSummary } from '../run/build-summary.js'
import { ourArtifacts } from '../testing/our-artifacts.js'
import { someHeader, someMetrics } from '../testing/some-metrics.js'
import { benchmarkSummaryFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { leaderboard } from './leaderboard.js'

type Entry = { readonly tps: number | null; readonly spread?: number; readonly simulated?: boolean }

/** A summary of one workload whose output throughput has the given 95 % interval. */
function entry(label: string, { tps, spread = 1, simulated = false }: Entry) {
  const intervals =
    tps === null
      ? {}
      : {
          output_throughput_tps: { value: tps, low: tps - spread, high: tps + spread, n: 5, method: 'rounds' as const },
        }
  const header = someHeader({
    target: { label, kind: 'endpoint', url: null, engine: null, engineVersion: null, precision: null },
    simulated,
  })
  const summary = buildSummary(header, [{ name: 'Q1', metrics: someMetrics({ outputThroughputTps: tps, intervals }) }])
  return readArtifact(benchmarkSummaryFile.serialize(summary), `${label}.json`)
}

function ranks(inputs: Parameters<typeof leaderboard>[0]): [string, number | null][] {
  const { rows } = leaderboard(inputs).json as { rows: { entry: string; rank: number | null }[] }
  return rows.map((row) => [row.entry, row.rank])
}

test('the fastest stands first, whatever the order of the files', () => {
  expect(ranks([entry('slow', { tps: 100 }), entry('fast', { tps: 200 })])).toEqual([
    ['fast', 1],
    ['slow', 2],
  ])
})

test('entries whose intervals overlap share a rank, and the next rank counts both', () => {
  const inputs = [entry('a', { tps: 200, spread: 20 }), entry('b', { tps: 190, spread: 20 }), entry('c', { tps: 100 })]
  expect(ranks(inputs)).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 3],
  ])
  expect(leaderboard(inputs).document().answer).toBe('Q1: 2 entries share the lead (a, b).')
})

test('what was simulated, or has no throughput, stands below and has no rank', () => {
  expect(
    ranks([entry('model', { tps: 900, simulated: true }), entry('dead', { tps: null }), entry('real', { tps: 10 })]),
  ).toEqual([
    ['real', 1],
    ['model', null],
    ['dead', null],
  ])
})

test('two runs of one target are told apart by their files', () => {
  const again = { ...entry('cpu', { tps: 90 }), source: 'second/benchmark_summary.json' }
  expect(ranks([entry('cpu', { tps: 100 }), again]).map(([name]) => name)).toEqual([
    'cpu (cpu.json)',
    'cpu (second/benchmark_summary.json)',
  ])
})

test('every format shows it, and says that the runs were measured apart', async () => {
  const input = leaderboard([entry('a', { tps: 200 }), entry('b', { tps: 100 })])
  for (const format of ['table', 'markdown', 'comment', 'html']) {
    const text = await renderReport({ input, format })
    expect(text).toContain('Q1: a leads with 200 tok/s')
    expect(text).toContain('measured apart')
  }
  expect(await renderReport({ input, format: 'csv' })).toMatch(/^workload,rank,entry,.*\r\nQ1,1,a,/)
})

test('a comparison is not an entry', () => {
  const { json, source } = ourArtifacts().comparison!
  expect(() => leaderboard([readArtifact(json, source)])).toThrow(
    expect.objectContaining({ code: 'invalid_argument', hint: expect.stringContaining('summaries') }),
  )
})
