import { E2ePerfFile, type E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { describe, expect, test } from 'vitest'
import { rowOfStarts } from '../rows/row-of-starts.js'
import { fileOfStarts } from './files-of-starts.js'
import { perfRegressions } from './perf-regressions.js'
import { startsToSee } from './starts-to-see.js'

function row(scenario: string, changes: Partial<E2ePerfRow> = {}): E2ePerfRow {
  return {
    ...{ model: 'tiny', precision: 'fp32', scenario, batchSize: 1, load: null, mode: 'cpu' },
    ...{ ttftMs: 50, tbtMs: 10, throughputTps: 100, latencyP50Ms: 0, latencyP95Ms: 0, latencyP99Ms: 0, memoryMb: 200 },
    ...{ effectiveModel: null, effectivePrecision: null, successfulRequests: 5, failedRequests: 0, rounds: 5 },
    ...{ outputThroughputTps: 100, requestThroughputRps: 1, simulated: false, flags: [], saturationReasons: [] },
    intervals: {},
    ...{
      requestedPromptTokens: null,
      promptTokens: null,
      requestedOutputTokens: null,
      outputTokens: null,
      tbtUnusableShare: null,
    },
    ...{
      serverCounters: null,
      engineFigures: null,
      thresholds: [],
      memoryNote: null,
      starts: [],
      transport: null,
      stampSource: null,
    },
    ...changes,
  }
}

function file(rows: E2ePerfRow[], changes: Partial<E2ePerfFile> = {}): E2ePerfFile {
  const summary = { totalRows: rows.length, avgTtftMs: 50, avgTbtMs: 10, avgThroughputTps: 100 }
  return { ...E2ePerfFile.parse({ kind: 'e2e', simulate: false, summary, rows, machineId: 'm1' }), ...changes }
}

const interval = (value: number, half: number) => ({
  ttft_ms: { value, low: value - half, high: value + half, n: 5, method: 'rounds' as const },
})

describe('rows of both files', () => {
  test('are compared by the geometric mean of their ratios, and one by one', () => {
    const baseline = file([row('short_b1'), row('long_b1', { ttftMs: 200 }), row('long_b8', { ttftMs: 9000 })])
    const current = file([row('short_b1', { ttftMs: 56 }), row('long_b1', { ttftMs: 218 })])
    const result = perfRegressions({ baseline, current })
    // sqrt(50 * 200) = 100, sqrt(56 * 218) = 110.49
    expect(result.metrics.avg_ttft_ms).toMatchObject({
      baseline: expect.closeTo(100, 9),
      current: expect.closeTo(110.49, 2),
      regressionPct: expect.closeTo(10.49, 2),
      status: 'critical',
    })
    expect(result.overallStatus).toBe('critical')
    expect(result.notices).toContain('Only in the baseline, so not compared: long_b8 fp32')
    expect(result.rows.map((each) => [each.scenario, each.metrics.avg_ttft_ms?.regressionPct])).toEqual([
      ['short_b1', 12],
      ['long_b1', expect.closeTo(9, 9)],
    ])
  })

  test('of which one takes twice as long fail, though the slowest hides it in a mean', () => {
    const narrow = (ttftMs: number) => ({ ttftMs, intervals: interval(ttftMs, ttftMs / 100) })
    const names = ['b1', 'b2', 'b4', 'b8', 'b16', 'b32', 'b64']
    const baseline = file(names.map((name) => row(name, narrow(name === 'b64' ? 9000 : 50))))
    const current = file(names.map((name) => row(name, narrow(name === 'b64' ? 9000 : name === 'b1' ? 100 : 50))))
    const result = perfRegressions({ baseline, current })
    expect(result.overallStatus).toBe('critical')
    expect(result.rows[0]?.metrics.avg_ttft_ms).toMatchObject({ regressionPct: 100, status: 'critical' })
    expect(result.rows[1]?.metrics.avg_ttft_ms).toMatchObject({ regressionPct: 0, status: 'acceptable' })
  })

  test('have the noise of their rounds where both were started once, and say that the rest is not known', () => {
    const sides = (half: number) => ({
      baseline: file([row('a', { intervals: interval(50, half) }), row('b', { intervals: interval(50, half) })]),
      current: file([
        row('a', { ttftMs: 60, intervals: interval(60, half) }),
        row('b', { ttftMs: 60, intervals: interval(60, half) }),
      ]),
    })
    const result = perfRegressions(sides(3))
    // Relative errors 3 / 50 and 3 / 60, twice each, over 2 rows: sqrt(2 * (0.06^2 + 0.05^2)) / 2 = 0.05523 (95 %).
    expect(result.metrics.avg_ttft_ms?.lowPct).toBeCloseTo(100 * (1.2 * Math.exp(-0.055227) - 1), 2)
    expect(result.metrics.avg_ttft_ms?.status).toBe('critical')
    expect(result.notices.join()).toContain('Each side was started once')
    const unsure = perfRegressions(sides(30))
    expect(unsure.metrics.avg_ttft_ms?.status).toBe('within_noise')
    expect(unsure.overallStatus).toBe('acceptable')
    expect(unsure.notices.join()).toContain('Too noisy to rule out a critical regression of avg_ttft_ms')
  })

  test('that lost their value make the metric not comparable, whatever the others say', () => {
    const baseline = file([row('a'), row('b')])
    const current = file([
      row('a', { ttftMs: 10 }),
      row('b', { ttftMs: null, successfulRequests: 0, failedRequests: 5 }),
    ])
    const result = perfRegressions({ baseline, current })
    expect(result.metrics.avg_ttft_ms?.status).toBe('not_comparable')
    // 5 of 10 requests failed: 50 points.
    expect(result.metrics.error_rate).toMatchObject({ regressionPct: 50, status: 'critical' })
  })

  test('none in common is an error that names what each has', () => {
    expect(() => perfRegressions({ baseline: file([row('a')]), current: file([row('b')]) })).toThrow(
      'no scenario in common: a fp32 against b fp32',
    )
  })

  test('of a saturated client or another load are in no verdict, and are named', () => {
    const baseline = file([row('a'), row('b')])
    const current = file([row('a', { ttftMs: 51 }), row('b', { ttftMs: 500, flags: ['client_saturated'] })])
    const result = perfRegressions({ baseline, current })
    expect(result.metrics.avg_ttft_ms).toMatchObject({ regressionPct: expect.closeTo(2, 9), status: 'acceptable' })
    expect(result.notices).toContain(
      'No verdict on b fp32: the client was at its limit in the rounds of the current run',
    )
    expect(result.flags).toEqual(['client_saturated'])
    expect(result.rows[1]).toMatchObject({
      flags: ['client_saturated'],
      metrics: { avg_ttft_ms: { status: 'withheld' } },
    })
    const error = 'calibrated stamp error p99 2.3 ms, limit 1 ms'
    const saturated = file([row('a', { flags: ['client_saturated'], saturationReasons: [error] })])
    const both = perfRegressions({ baseline: saturated, current: saturated })
    expect(both.notices).toContain(
      `No verdict on a fp32: the client was at its limit in the rounds of the baseline (${error}) and the current run (${error})`,
    )
    expect([result.baseline?.flags, result.current?.flags]).toEqual([[], ['client_saturated']])
    const unkept = file([row('a', { flags: ['load_not_kept'] })])
    expect(perfRegressions({ baseline: unkept, current: file([row('a')]) }).overallStatus).toBe('not_comparable')
  })

  test('whose streams do not show the time between tokens give no verdict on it, and on the rest', () => {
    const current = file([row('a', { tbtMs: 30, tbtUnusableShare: 0.8 })])
    const result = perfRegressions({ baseline: file([row('a')]), current })
    expect(result.metrics.avg_tbt_ms).toMatchObject({
      status: 'withheld',
      reason: '80 % of the streams of the current run do not show the time between tokens well enough',
    })
    expect(result).toMatchObject({ overallStatus: 'acceptable', metrics: { avg_ttft_ms: { status: 'acceptable' } } })
  })

  test('whose times are not comparable have their error rate judged all the same, and are no pass by it', () => {
    const rows = (failedRequests: number) =>
      file([row('a', { flags: ['client_saturated'], successfulRequests: 200 - failedRequests, failedRequests })])
    const broken = perfRegressions({ baseline: rows(0), current: rows(80) })
    expect(broken.rows[0]?.withheld).toContain('the client was at its limit')
    expect(broken.metrics).toMatchObject({ avg_ttft_ms: { status: 'withheld' }, error_rate: { status: 'critical' } })
    expect(broken.overallStatus).toBe('critical')
    expect(perfRegressions({ baseline: rows(0), current: rows(0) }).overallStatus).toBe('not_comparable')
  })

  test('with a failure among few requests are not judged by it alone', () => {
    const current = file([row('a', { successfulRequests: 9, failedRequests: 1 })])
    const baseline = file([row('a', { successfulRequests: 10 })])
    expect(perfRegressions({ baseline, current }).metrics.error_rate?.status).toBe('within_noise')
  })
})

test('a file without rows is judged by its summary', () => {
  const placeholder = file([], { machineId: null })
  const summary = { ...placeholder.summary, avgTtftMs: 52 }
  const result = perfRegressions({ baseline: placeholder, current: file([row('a')], { summary }) })
  expect(result.metrics.avg_ttft_ms).toMatchObject({ regressionPct: 4, status: 'acceptable' })
  expect(result.sameMachine).toBeNull()
  expect(result.notices).toContain('A side has no rows, so only the summaries are compared')
})

test('a file of ours without rows is refused, on either side', () => {
  const [whole, empty] = [file([row('a')]), { ...file([]), schemaVersion: 1 as const }]
  for (const files of [
    { baseline: empty, current: whole },
    { baseline: whole, current: empty },
  ])
    expect(() => perfRegressions(files)).toThrow(/has no rows, so nothing of it can be compared/)
})

test('another machine is named, and a simulated side gives no verdict', () => {
  const other = file([row('a', { simulated: true })], { machineId: 'm2' })
  const result = perfRegressions({ baseline: file([row('a')]), current: other })
  expect(result).toMatchObject({ sameMachine: false, flags: ['simulated'], overallStatus: 'not_comparable' })
  expect(result.notices).toContain('The two were measured on different machines')
  expect(result.notices).toContain('No verdict on a fp32: one side is simulated and the other is not')
})

describe('another condition', () => {
  const judged = (before: Partial<E2ePerfRow>, after: Partial<E2ePerfRow>) =>
    perfRegressions({ baseline: file([row('a', before)]), current: file([row('a', { ttftMs: 80, ...after })]) })

  test.each([
    [
      { effectivePrecision: 'fp32' },
      { effectivePrecision: 'fp16' },
      'another precision: fp32 in the baseline, fp16 in',
    ],
    [{ effectiveModel: 'x' }, { effectiveModel: 'y' }, 'another model: x in the baseline, y in'],
  ])('of a whole row gives it no verdict', (before, after, reason) => {
    const { overallStatus, rows } = judged(before, after)
    expect(overallStatus).toBe('not_comparable')
    expect(rows[0]?.withheld).toContain(reason)
  })

  test('other prompts leave the metrics without a prefill, other answers those without a count', () => {
    const prompts = judged({ promptTokens: 100 }, { promptTokens: 110 }).metrics
    expect(prompts.avg_ttft_ms).toMatchObject({
      status: 'withheld',
      reason: expect.stringContaining('mean tokens: the baseline 100, the current run 110'),
    })
    expect(prompts.avg_tbt_ms?.status).toBe('acceptable')
    const answers = judged({ outputTokens: 100 }, { outputTokens: 90 }).metrics
    expect(answers.avg_ttft_ms?.status).toBe('critical')
    expect(answers.output_throughput_tps?.status).toBe('withheld')
    // Rows hold whole numbers: one token may be none.
    expect(judged({ outputTokens: 9 }, { outputTokens: 10 }).metrics.output_throughput_tps?.status).toBe('acceptable')
  })

  test('engines that changed behind a gateway give no verdict; an answer whose length is not known none on what counts it', () => {
    expect(judged({}, { flags: ['engines_changed'] }).rows[0]?.withheld).toContain('another number of healthy engines')
    const unknown = judged({ requestedOutputTokens: 24, outputTokens: 24 }, { requestedOutputTokens: 24 }).metrics
    expect(unknown.output_throughput_tps).toMatchObject({
      status: 'withheld',
      reason: 'how long the answers of the current run were is not known',
    })
    expect(unknown.avg_ttft_ms?.status).toBe('critical')
  })

  test('in a shared batch a cache that answered leaves no verdict on the time between tokens either', () => {
    const flags = ['cache_contaminated'] as const
    expect(judged({}, { flags: [...flags] }).metrics.avg_tbt_ms?.status).toBe('acceptable')
    const batch = judged({ batchSize: 4 }, { batchSize: 4, flags: [...flags] }).metrics
    expect(batch.avg_tbt_ms).toMatchObject({ status: 'withheld', reason: expect.stringContaining('a prefix cache') })
  })

  test('a side with failed requests wins nothing, and its losses count', () => {
    const narrow = (ttftMs: number) => ({ ttftMs, intervals: interval(ttftMs, 1) })
    const failed = { successfulRequests: 99, failedRequests: 1 }
    expect(judged(narrow(100), narrow(80)).metrics.avg_ttft_ms?.status).toBe('improved')
    expect(judged(narrow(100), { ...narrow(80), ...failed }).metrics.avg_ttft_ms).toMatchObject({
      status: 'withheld',
      reason: '1 of 100 requests of the current run failed: it cannot win',
    })
    expect(judged({ ...narrow(60), ...failed }, narrow(80)).metrics.avg_ttft_ms?.status).toBe('critical')
  })

  test('a cache that answered leaves no verdict on what holds the prefill', () => {
    expect(judged({}, { flags: ['cache_contaminated'] }).metrics.avg_ttft_ms?.status).toBe('withheld')
  })

  test('another transport is named', () => {
    const { notices } = judged(
      { transport: 'raw', stampSource: 'socket_read' },
      { transport: 'fetch', stampSource: 'body_chunk' },
    )
    expect(notices.join()).toContain('raw (socket_read) in the baseline and fetch (body_chunk) in the current run')
  })

  test('nothing a second on both sides is no change', () => {
    const none = { outputThroughputTps: 0 }
    expect(judged(none, none).metrics.output_throughput_tps).toMatchObject({ regressionPct: 0, status: 'acceptable' })
  })
})

describe('several starts', () => {
  const started = (values: readonly number[]) =>
    rowOfStarts(values.map((ttftMs) => row('a', { ttftMs })) as [E2ePerfRow, ...E2ePerfRow[]])
  const judged = (before: readonly number[], after: readonly number[]) =>
    perfRegressions({ baseline: file([started(before)]), current: file([started(after)]) })

  test('are the noise of the change: their spread on both sides, with few degrees of freedom', () => {
    const { metrics } = judged([98, 100, 102], [113, 115, 117])
    // ln: spreads 0.020001 and 0.017393; pooled 0.018743; error 0.018743 * sqrt(2 / 3) = 0.015304; t(4) = 2.7764: 0.042490.
    const ratio = Math.cbrt((113 * 115 * 117) / (98 * 100 * 102))
    expect(metrics.avg_ttft_ms?.lowPct).toBeCloseTo(100 * (ratio * Math.exp(-0.04249) - 1), 2)
    expect(metrics.avg_ttft_ms?.status).toBe('critical')
    expect(judged([80, 100, 120], [95, 115, 135]).metrics.avg_ttft_ms?.status).toBe('within_noise')
  })

  test('may lie in a file each, for a server that only its owner can start', () => {
    const files = [98, 100, 102].map((ttftMs) => file([row('a', { ttftMs })])) as [E2ePerfFile, ...E2ePerfFile[]]
    const together = fileOfStarts(files)
    expect(together.restarts).toBe(3)
    expect(together.rows[0]?.ttftMs).toBeCloseTo(100, 9)
    expect(together.rows[0]?.starts.map(({ ttftMs }) => ttftMs)).toEqual([98, 100, 102])
    expect(fileOfStarts([together, files[0]]).rows[0]?.starts).toHaveLength(4)
    const partial = fileOfStarts([file([row('a'), row('b')]), file([row('a')])])
    expect(partial.rows.map(({ scenario }) => scenario)).toEqual(['a'])
    expect(partial.notices.join()).toContain('Not in every file, so not compared: b')
    expect(() => fileOfStarts([files[0], file([row('a')], { machineId: 'm2' })])).toThrow('different machines')
  })

  test('of other lengths than the first count for what a length takes away', () => {
    const answers = [128, 128, 64].map((outputTokens) => row('a', { outputTokens })) as [E2ePerfRow, ...E2ePerfRow[]]
    const { metrics } = perfRegressions({
      baseline: file([rowOfStarts([answers[0], answers[0], answers[0]])]),
      current: file([rowOfStarts(answers)]),
    })
    expect(metrics.output_throughput_tps).toMatchObject({
      status: 'withheld',
      reason: 'the answers had different lengths (mean tokens: the baseline 128, the current run 107)',
    })
  })

  test('of one side alone are enough for an interval', () => {
    expect(judged([98, 100, 102, 99, 101], [115]).metrics.avg_ttft_ms?.status).toBe('critical')
  })

  test('of a server that ran on are repeats, and both sides that have them are named', () => {
    const values = [93, 98, 105, 104].map((ttftMs) => row('a', { ttftMs })) as [E2ePerfRow, ...E2ePerfRow[]]
    const repeated = file([rowOfStarts(values, 'repeats')], { restarts: 4, restarted: false })
    expect(repeated.rows[0]?.intervals['ttft_ms']?.method).toBe('repeats')
    const notices = perfRegressions({ baseline: repeated, current: repeated }).notices.join('\n')
    expect(notices).toMatch(/Repeats on one running server differ by .* repeats of each side on/)
    expect(notices).toContain('The server of the baseline and of the current run was measured several times and not')
    const started = file([rowOfStarts(values)], { restarts: 4, restarted: true })
    const mixed = perfRegressions({ baseline: repeated, current: started })
    expect(mixed.notices.join('\n')).toMatch(/starts or repeats of each side/)
    expect(mixed.notices.join('\n')).toContain('The server of the baseline was measured several times')
    expect([mixed.baseline?.restarted, mixed.current?.restarted]).toEqual([false, true])
    expect(perfRegressions({ baseline: started, current: started }).notices.join()).not.toContain('The server of')
    const files = fileOfStarts([repeated, repeated])
    expect([files.restarted, files.rows[0]?.intervals['ttft_ms']?.method]).toEqual([false, 'repeats'])
  })

  test('that differ much say how many would show a critical change, or that none would', () => {
    const with5 = [93, 98, 105, 104]
    expect(judged(with5, with5).notices.join()).toMatch(
      /Starts of one engine differ by 5\.\d % \(avg_ttft_ms, standard deviation\): a change of 10 % is found in 3 of 4 checks from [567] starts/,
    )
    expect(judged([80, 100, 120], [80, 100, 120]).notices.join()).toContain('cannot be seen')
    expect(judged([100, 100.5, 101], [100, 100.5, 101]).notices.join()).not.toContain('Starts of one engine')
  })
})

test('as many starts as METRICS recommends: 3 at 3 % of noise, 5 at 5 %, too many at 10 %', () => {
  expect([0.03, 0.05, 0.1].map((spread) => startsToSee(spread, 0.1))).toEqual([3, 5, 17])
  expect(startsToSee(1, 0.01)).toBeNull()
})

describe('a file that nobody can have measured is refused', () => {
  const against = (odd: E2ePerfRow[]) => () => perfRegressions({ baseline: file([row('a')]), current: file(odd) })

  test.each([
    ['a negative time', [row('a', { ttftMs: -5 })], 'row a fp32: ttft_ms cannot be -5'],
    ['an absurd time', [row('a', { tbtMs: 1e308 })], 'tbt_ms cannot be 1e+308'],
    ['a row that stands twice', [row('a'), row('a')], 'the current run holds a fp32 twice'],
    [
      'an interval upside down',
      [row('a', { intervals: { ttft_ms: { value: 5, low: 9, high: 1, n: 5, method: 'rounds' } } })],
      'the interval of ttft_ms cannot be from 9 to 1',
    ],
  ])('%s', (_, rows, message) => {
    expect(against(rows)).toThrow(message)
  })

  test('a time of 0 on one side is no improvement, 0 on both is no change', () => {
    const zero = file([row('a', { ttftMs: 0 })])
    const { metrics, overallStatus } = perfRegressions({ baseline: file([row('a')]), current: zero })
    expect(metrics.avg_ttft_ms).toMatchObject({ status: 'not_comparable', reason: 'a time of 0 was not measured' })
    expect(overallStatus).toBe('not_comparable')
    expect(perfRegressions({ baseline: zero, current: zero }).metrics.avg_ttft_ms?.status).toBe('acceptable')
  })
})

test('another processor is another machine, whatever the mark says; another system is named', () => {
  const on = (machine: string) => file([row('a')], { machine })
  const baseline = on('AMD EPYC, 2 cores, Debian 12 x64, node 20.20.2')
  const against = (machine: string) => perfRegressions({ baseline, current: on(machine) })
  expect(against('Xeon, 2 cores, Debian 12 x64, node 20.20.2').sameMachine).toBe(false)
  expect(against('AMD EPYC, 4 cores, Debian 12 x64, node 20.20.2').sameMachine).toBe(false)
  const system = against('AMD EPYC, 2 cores, Debian 12 x64, node 24.1.0')
  expect(system.sameMachine).toBe(true)
  expect(system.notices.join()).toContain('One machine, but another system')
})

test('loads of one scenario are rows of their own', () => {
  const rows = (ttftMs: number) => [
    row('a', { batchSize: null, load: 'Poisson 4/s' }),
    row('a', { batchSize: null, load: 'closed 4', ttftMs }),
  ]
  const { rows: judged } = perfRegressions({ baseline: file(rows(50)), current: file(rows(100)) })
  expect(judged.map(({ metrics }) => metrics.avg_ttft_ms?.regressionPct)).toEqual([0, 100])
})

test('what only one side says is named', () => {
  const known = file([row('a', { effectivePrecision: 'fp32', promptTokens: 128 })])
  const { notices } = perfRegressions({ baseline: known, current: file([row('a')]) })
  expect(notices).toContain(
    'The precision that was used is known of the baseline only, so that the other side may have had another: a fp32',
  )
  expect(notices.join()).toContain('The length of the prompts is known of the baseline only')
})
