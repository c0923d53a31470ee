import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { type E2ePerfRow, PerfStart } from '@sagellm-benchmark/protocol-types/performance'
import { mean } from '../statistics/mean.js'
import { notNegative } from '../statistics/not-negative.js'
import { sampleStd } from '../statistics/population-std.js'
import { studentQuantile } from '../statistics/student-quantile.js'

/**
 * One row of the rows that several starts of a target had in one scenario: the mean of the starts, with Student's interval over them, so that
 * what differs from start to start is in it. Counts are summed; a figure that one start lacks is not known of the whole.
 *
 * @param rows - of the same scenario, load, model and precision; one row is returned as it is.
 * @param method - `repeats` where one running server was measured again.
 * @example rowOfStarts([first, second, third]).intervals.ttft_ms?.method // 'starts'
 */
export function rowOfStarts(
  rows: readonly [E2ePerfRow, ...E2ePerfRow[]],
  method: 'starts' | 'repeats' = 'starts',
): E2ePerfRow {
  const [first, ...others] = rows
  if (others.length === 0) return first
  const starts = rows.flatMap(startsOf)
  const overStarts = figuresIn('row').map(({ metric, metricField }) => {
    return {
      metric,
      metricField,
      interval: intervalOfStarts(
        starts.map((start) => start[metricField]),
        method,
      ),
    }
  })
  return {
    ...first,
    ...Object.fromEntries(overStarts.map(({ metricField, interval }) => [metricField, interval.value])),
    intervals: Object.fromEntries(overStarts.map(({ metric, interval }) => [metric.wire, interval])),
    latencyP50Ms: meanOf(rows, 'latencyP50Ms'),
    latencyP95Ms: meanOf(rows, 'latencyP95Ms'),
    latencyP99Ms: meanOf(rows, 'latencyP99Ms'),
    memoryMb: rows.reduce<number | null>(
      (max, { memoryMb }) => (memoryMb === null ? max : Math.max(max ?? 0, memoryMb)),
      null,
    ),
    successfulRequests: sumOf(rows, 'successfulRequests'),
    failedRequests: sumOf(rows, 'failedRequests'),
    rounds: sumOf(rows, 'rounds'),
    promptTokens: roundedMeanOf(rows, 'promptTokens'),
    outputTokens: roundedMeanOf(rows, 'outputTokens'),
    tbtUnusableShare: meanOf(rows, 'tbtUnusableShare'),
    starts,
    // Counters run on from start to start of a server that is not ours, and begin anew with one that is.
    serverCounters: null,
    engineFigures: null,
    thresholds: worstOf(rows.map(({ thresholds }) => thresholds)),
    flags: [...new Set(rows.flatMap(({ flags }) => flags))],
    saturationReasons: [...new Set(rows.flatMap(({ saturationReasons }) => saturationReasons))],
  }
}

/** A gate must hold in every start: of each threshold the finding that stands most against it. */
function worstOf([first = [], ...others]: readonly E2ePerfRow['thresholds'][]): E2ePerfRow['thresholds'] {
  const weight = { fails: 2, undecided: 1, holds: 0 } as const
  return first.map((finding, at) =>
    others
      .flatMap((each) => each[at] ?? [])
      .reduce((worst, each) => (weight[each.verdict] > weight[worst.verdict] ? each : worst), finding),
  )
}

/** The starts of a row; one that was measured once is its own only start. */
export function startsOf(row: E2ePerfRow): readonly PerfStart[] {
  return row.starts.length > 0 ? row.starts : [PerfStart.parse(row)]
}

type NumberField = { [K in keyof E2ePerfRow]-?: E2ePerfRow[K] extends number | null ? K : never }[keyof E2ePerfRow]

function meanOf(rows: readonly E2ePerfRow[], field: NumberField): number | null {
  const values = rows.map((row) => row[field])
  return values.some((value) => value === null) ? null : mean(values as number[])
}

/** Lengths stand in whole tokens; one start that differs from the others moves their mean. */
function roundedMeanOf(rows: readonly E2ePerfRow[], field: NumberField): number | null {
  const average = meanOf(rows, field)
  return average === null ? null : Math.round(average)
}

function sumOf(rows: readonly E2ePerfRow[], field: NumberField): number | null {
  const average = meanOf(rows, field)
  return average === null ? null : Math.round(average * rows.length)
}

function intervalOfStarts(values: readonly (number | null)[], method: 'starts' | 'repeats'): Interval {
  const n = values.length
  if (values.some((value) => value === null)) return { value: null, low: null, high: null, n, method: null }
  const known = values as number[]
  const value = mean(known) as number
  const half = (studentQuantile(0.975, n - 1) * (sampleStd(known) as number)) / Math.sqrt(n)
  return { value, ...notNegative({ low: value - half, high: value + half }), n, method }
}
