import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RegressionFile, RegressionRow, RegressionSide } from '@sagellm-benchmark/protocol-types/comparison'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { isTbtUnusable } from '../run/tbt-shares.js'
import { mean } from '../statistics/mean.js'
import { wilsonInterval } from '../statistics/wilson-interval.js'
import {
  findRegressions,
  type MeasuredValue,
  type RegressionOptions,
  type RegressionValues,
} from './find-regressions.js'
import { pairRows, type PerfFiles, type PerfPair, unpairedRows, whyUnfit } from './perf-pairs.js'

type Side = keyof PerfPair

/**
 * Holds an end-to-end measurement against an earlier one, over the scenarios that both have: same model, precision, scenario and
 * batch size. A file without rows is judged by its summary. Row by row verdicts are given too, and decide nothing: among many rows
 * one is always unlucky. Scenarios whose load was not kept, or whose client was at its limit, are in no verdict, and neither is a time
 * between tokens that the streams of a scenario do not show.
 *
 * @throws BenchError as `findRegressions`, and `invalid_argument` where the files have no scenario in common.
 * @example perfRegressions({ baseline, current }, { criticalThresholdPct: 10 }).overallStatus
 */
export function perfRegressions({ baseline, current }: PerfFiles, options: RegressionOptions = {}): RegressionFile {
  const withRows = baseline.rows.length > 0 && current.rows.length > 0
  const all = pairRows({ baseline, current })
  const unfit = all.map(whyUnfit)
  const pairs = all.filter((_, at) => unfit[at] === null)
  const judged = withRows
    ? judgePairs(pairs, options)
    : findRegressions({ baseline: ofSummary(baseline), current: ofSummary(current) }, options)
  const simulated = isSimulated(baseline) || isSimulated(current)
  return {
    ...judged,
    rows: pairs.map((pair) => judgeRow(pair, options)),
    baseline: sideOf(baseline),
    current: sideOf(current),
    sameMachine: sameMachine(baseline, current),
    flags: simulated ? ['simulated'] : [],
    notices: [
      ...(withRows ? unpairedRows({ baseline, current }) : ['A side has no rows, so only the summaries are compared']),
      ...unfit.filter((each) => each !== null),
      ...tooNoisy(judged),
      ...(isSimulated(baseline) === isSimulated(current) ? [] : ['One side is simulated and the other is not']),
      ...(sameMachine(baseline, current) === null ? ['It is not known whether both were measured on one machine'] : []),
      ...(sameMachine(baseline, current) === false ? ['The two were measured on different machines'] : []),
    ],
  }
}

function judgePairs(pairs: readonly PerfPair[], options: RegressionOptions): RegressionFile {
  const sides = { baseline: overPairs(pairs, 'baseline'), current: overPairs(pairs, 'current') }
  return findRegressions(sides, { ...options, withheld: unshownTbt(pairs) })
}

/** Times between tokens that most streams of a scenario do not show well enough, by the name of the metric. */
function unshownTbt(pairs: readonly PerfPair[]): Record<string, string> {
  const rows = pairs.flatMap(({ baseline, current }) => [baseline, current])
  const unshown = rows.filter(({ tbtUnusableShare: unusable }) => isTbtUnusable({ unusable }))
  if (unshown.length === 0) return {}
  const scenarios = [...new Set(unshown.map(({ scenario }) => scenario))].join(', ')
  return { avg_tbt_ms: `most streams of ${scenarios} do not show the time between tokens well enough` }
}

function overPairs(pairs: readonly PerfPair[], side: Side): RegressionValues {
  const rows = pairs.map((pair) => pair[side])
  const memory = rows.map((row) => row.memoryMb).filter((value): value is number => value !== null && value > 0)
  return {
    ...Object.fromEntries(
      figuresIn('row').map(({ name, metricField, metric }) => [
        name,
        meanOf(pairs, { side, value: (row) => row[metricField], interval: metric.wire }),
      ]),
    ),
    peak_mem_mb: memory.length === 0 ? null : Math.max(...memory),
    error_rate: errorRate(rows),
  }
}

type Averaging = {
  readonly side: Side
  readonly value: (row: E2ePerfRow) => number | null
  readonly interval: string
}

/** Mean over the rows that the baseline has a value for; unknown where this side lacks one of them: what vanished is no pass. */
function meanOf(pairs: readonly PerfPair[], { side, value, interval }: Averaging): MeasuredValue {
  const rows = pairs.filter(({ baseline }) => value(baseline) !== null).map((pair) => pair[side])
  const values = rows.map(value)
  if (values.length === 0 || values.some((each) => each === null)) return null
  const average = mean(values as number[]) as number
  const half = halfWidth(rows.map((row) => row.intervals[interval] ?? null))
  return half === null ? average : { value: average, low: average - half, high: average + half }
}

/** Half of the interval of a mean of independent values; unknown where one of them has none. */
function halfWidth(intervals: readonly (Interval | null)[]): number | null {
  let squares = 0
  for (const interval of intervals) {
    if (!interval || interval.low === null || interval.high === null) return null
    squares += ((interval.high - interval.low) / 2) ** 2
  }
  return Math.sqrt(squares) / intervals.length
}

/** With the interval of a share: few requests say little of it. */
function errorRate(rows: readonly E2ePerfRow[]): MeasuredValue {
  const known = rows.filter((row) => row.successfulRequests !== null && row.failedRequests !== null)
  const failed = known.reduce((sum, row) => sum + (row.failedRequests as number), 0)
  const answered = known.reduce((sum, row) => sum + (row.successfulRequests as number), 0)
  const n = failed + answered
  const bounds = wilsonInterval(failed, { n })
  return bounds === null ? null : { value: failed / n, ...bounds }
}

function ofSummary({ summary }: E2ePerfFile): RegressionValues {
  return {
    ...Object.fromEntries(figuresIn('row').map(({ name, field }) => [name, summary[field]])),
    output_throughput_tps: summary.outputThroughputTps ?? summary.avgOutputThroughputTps,
  }
}

function judgeRow(pair: PerfPair, options: RegressionOptions): RegressionRow {
  const { model, precision, scenario, batchSize } = pair.current
  return { model, precision, scenario, batchSize, metrics: judgePairs([pair], options).metrics }
}

function sideOf({ machine, machineId, toolVersion, createdAt }: E2ePerfFile): RegressionSide {
  return { machine, machineId, toolVersion, createdAt }
}

function sameMachine(baseline: E2ePerfFile, current: E2ePerfFile): boolean | null {
  if (baseline.machineId === null || current.machineId === null) return null
  return baseline.machineId === current.machineId
}

/** A check that could not have seen a critical regression must not read like one that saw none. */
function tooNoisy({ metrics, criticalThresholdPct }: RegressionFile): string[] {
  const unseen = Object.entries(metrics)
    .filter(
      ([, { status, highPct }]) =>
        /acceptable|within_noise|warning/.test(status) && (highPct ?? 0) > criticalThresholdPct,
    )
    .map(([name]) => name)
  if (unseen.length === 0) return []
  return [
    `Too noisy to rule out a critical regression of ${unseen.join(', ')}: measure more rounds, or on a quieter machine`,
  ]
}

function isSimulated(file: E2ePerfFile): boolean {
  return file.simulate === true || file.rows.some((row) => row.simulated === true)
}
