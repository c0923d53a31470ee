import { LoadPlan } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'
import { renderReport } from '../formats/render-report.js'
import { readArtifact } from '../kinds/read-artifact.js'
import { buildSummary } from '../run/build-summary.js'
import { ourArtifacts } from '../testing/our-artifacts.js'
import { someHeader, someMetrics } from '../testing/some-metrics.js'
import { benchmarkSummaryFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { leaderboard } from './leaderboard.js'

type Entry = {
  readonly tps: number | null
  readonly spread?: number | null
  readonly simulated?: boolean
} & Partial<Measured>
type Measured = {
  readonly streams: number
  readonly model: string
  readonly requests: number
  readonly output: number
  readonly flags: FlagName[]
}

/** A summary of one workload whose output throughput has the given 95 % interval. */
function entry(label: string, { tps, spread = 1, simulated = false, ...measured }: Entry) {
  const { streams = 4, model = 'tiny', requests = 10, output = 64, flags = [] } = measured
  const intervals =
    tps === null || spread === null
      ? {}
      : {
          output_throughput_tps: { value: tps, low: tps - spread, high: tps + spread, n: 5, method: 'rounds' as const },
        }
  const header = someHeader({
    target: { label, kind: 'endpoint', url: null, engine: null, engineVersion: null, precision: null },
    simulated,
    model,
  })
  const lengths = { promptAsked: 32, promptBuilt: 32, promptRead: 32, outputAsked: 64, outputReached: output }
  const metrics = someMetrics({ outputThroughputTps: tps, intervals, lengths, flags })
  const load = LoadPlan.parse({ kind: 'closed', concurrency: streams })
  const summary = buildSummary(header, [{ name: 'Q1', load, requestsAsked: requests, metrics }])
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

test('without intervals nobody leads and nobody has a rank, however far apart the values are', () => {
  const inputs = [entry('a', { tps: 1290, spread: null }), entry('b', { tps: 1291, spread: null })]
  expect(ranks(inputs)).toEqual([
    ['b', null],
    ['a', null],
  ])
  expect(leaderboard(inputs).document().answer).toBe(
    'Q1: without several rounds it is not known whether they differ (b 1,291 tok/s, a 1,290 tok/s).',
  )
})

test('one interval beside a bare value ranks nothing; two do, and the bare one has no place', () => {
  const bare = entry('bare', { tps: 300, spread: null })
  const fast = entry('fast', { tps: 200 })
  expect(ranks([fast, bare])).toEqual([
    ['bare', null],
    ['fast', null],
  ])
  const three = [fast, bare, entry('slow', { tps: 100 })]
  expect(ranks(three)).toEqual([
    ['bare', null],
    ['fast', 1],
    ['slow', 2],
  ])
  expect(leaderboard(three).document().answer).toBe(
    'Q1: fast leads with 200 tok/s; without several rounds of bare its place is not known.',
  )
})

test('a warning names the entries that it is about, the gravest first', () => {
  const flags: FlagName[] = ['itl_coalesced', 'client_saturated']
  const inputs = [
    entry('a', { tps: 1, flags }),
    entry('b', { tps: 2 }),
    entry('c', { tps: 3, flags: ['client_saturated'] }),
  ]
  const [first, second] = leaderboard(inputs).document().alerts
  expect(first).toMatch(/^[ac], [ac]: CLIENT SATURATED/)
  expect(second).toMatch(/^a: /)
})

test('one result given twice is refused, and one measurement in two files is named', () => {
  const input = entry('a', { tps: 1 })
  expect(() => leaderboard([input, input])).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  const copy = { ...input, source: 'copy.json' }
  expect(leaderboard([input, copy]).document().alerts).toContain(
    'Q1: a (a.json) and a (copy.json) are one and the same measurement.',
  )
  expect(
    leaderboard([input, entry('b', { tps: 2 })])
      .document()
      .alerts.join(),
  ).not.toContain('same measurement')
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

const otherwise = {
  'another load': [{ streams: 8 }, 'load 8 streams'],
  'another model': [{ model: 'large' }, 'model large'],
  'another number of requests': [{ requests: 20 }, 'requests 20'],
  'shorter answers': [{ output: 40 }, 'output tokens reached 40'],
} as const

test.each(Object.entries(otherwise))('%s is a group of its own, and the report says why', (_, [measured, why]) => {
  const board = leaderboard([entry('a', { tps: 100 }), entry('b', { tps: 900, ...measured }), entry('c', { tps: 200 })])
  const { rows } = board.json as { rows: { entry: string; group: number; rank: number }[] }
  expect(rows.map((row) => [row.entry, row.group, row.rank])).toEqual([
    ['c', 1, 1],
    ['a', 1, 2],
    ['b', 2, 1],
  ])
  const { answer, alerts } = board.document()
  expect(answer).toContain('Q1, group 1: c leads with 200 tok/s; Q1, group 2: only b')
  expect(alerts.join()).toContain('Q1 is ranked in 2 groups, because different things were measured. group 1 (a, c)')
  expect(alerts.join()).toContain(`group 2 (b): ${why}`)
})

test('answers within 2 % or 2 tokens of another length are alike', () => {
  const { json } = leaderboard([entry('a', { tps: 100 }), entry('b', { tps: 200, output: 62.5 })])
  expect((json as { rows: { group: unknown }[] }).rows.map(({ group }) => group)).toEqual([null, null])
})

test('entries of different machines are ranked, and the machines are named', () => {
  const on = (label: string, tps: number, machine: string | null) => ({ ...entry(label, { tps }), machine })
  const alerts = (...entries: ReturnType<typeof on>[]) => leaderboard(entries).document().alerts.join()
  expect(alerts(on('a', 100, 'EPYC, 2 cores'), on('b', 200, 'Xeon, 8 cores'), on('c', 50, 'EPYC, 2 cores'))).toMatch(
    /Measured on different machines, which may be the whole difference: (b on Xeon, 8 cores; a, c on EPYC, 2 cores|a, c on .*; b on .*)\./,
  )
  expect(alerts(on('a', 100, 'EPYC, 2 cores'), on('b', 200, 'EPYC, 2 cores'), on('c', 50, null))).not.toContain(
    'machines',
  )
})
