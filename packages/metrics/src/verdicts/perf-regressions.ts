import type { RegressionFile, RegressionSide } from '@sagellm-benchmark/protocol-types/comparison'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { checkPerfRows } from './check-perf-rows.js'
import { findRegressions, overallStatus, type RegressionOptions, type RegressionValues } from './find-regressions.js'
import { judgeRows } from './judge-rows.js'
import { nameOf, pairRows, type PerfFiles, unpairedRows } from './perf-pairs.js'
import { perfNotices } from './perf-notices.js'
import { sameMachine } from './same-machine.js'

/**
 * Holds an end-to-end measurement against an earlier one, over the scenarios that both have: same model, precision, scenario and
 * load. A file without rows is judged by its summary.
 *
 * A metric of many rows is judged by the geometric mean of their ratios, so that the slowest scenario does not decide alone; and row by row:
 * one critical row makes the whole critical. Both are corrected for their number (Holm), in which the time between tokens and the throughputs
 * that follow from it count once. Where a side was started several times, the
 * noise is that of the starts. Rows whose load was not kept, whose client was at its limit, or that were measured under another condition are in no
 * verdict.
 *
 * @throws BenchError as `findRegressions`; `invalid_argument` where the files have no scenario in common; `corrupt_data` for a row that
 *   stands twice or holds what nobody can have measured.
 * @see docs/statistics.md for how often it errs
 * @example perfRegressions({ baseline, current }, { criticalThresholdPct: 10 }).overallStatus
 */
export function perfRegressions({ baseline, current }: PerfFiles, options: RegressionOptions = {}): RegressionFile {
  checkPerfRows(baseline, 'the baseline')
  checkPerfRows(current, 'the current run')
  const withRows = baseline.rows.length > 0 && current.rows.length > 0
  const pairs = pairRows({ baseline, current })
  // Also where there are rows: it checks the thresholds, and makes the file.
  const summaries = findRegressions({ baseline: ofSummary(baseline), current: ofSummary(current) }, options)
  const { warningThresholdPct: warning, criticalThresholdPct: critical } = summaries
  const { expectedChanges = [] } = options
  const { metrics, rows } = withRows
    ? judgeRows(pairs, { thresholds: { warning, critical }, expectedChanges })
    : { metrics: summaries.metrics, rows: [] }
  const criticalRow = rows.some((row) => Object.values(row.metrics).some(({ status }) => status === 'critical'))
  const flags = rows.flatMap((row) => row.flags)
  const simulated = isSimulated(baseline) || isSimulated(current)
  return {
    ...summaries,
    overallStatus: criticalRow ? 'critical' : overallStatus(metrics),
    metrics,
    rows,
    baseline: sideOf(
      baseline,
      pairs.map((pair) => pair.baseline),
    ),
    current: sideOf(
      current,
      pairs.map((pair) => pair.current),
    ),
    sameMachine: sameMachine(baseline, current),
    flags: [...new Set([...flags, ...(simulated ? (['simulated'] as const) : [])])],
    notices: [
      ...(withRows ? unpairedRows({ baseline, current }) : ['A side has no rows, so only the summaries are compared']),
      ...rows.flatMap((row) => (row.withheld === null ? [] : [`No verdict on ${nameOf(row)}: ${row.withheld}`])),
      ...perfNotices({ baseline, current, pairs, metrics, critical }),
    ],
  }
}

function ofSummary({ summary }: E2ePerfFile): RegressionValues {
  return {
    ...Object.fromEntries(figuresIn('row').map(({ name, field }) => [name, summary[field]])),
    output_throughput_tps: summary.outputThroughputTps ?? summary.avgOutputThroughputTps,
  }
}

function sideOf(file: E2ePerfFile, compared: readonly E2ePerfRow[]): RegressionSide {
  const { machine, machineId, toolVersion, createdAt, restarts, restarted } = file
  const flags = compared.flatMap((row) => row.flags)
  return {
    ...{ machine, machineId, toolVersion, createdAt, starts: restarts, restarted },
    flags: [...new Set([...flags, ...(isSimulated(file) ? (['simulated'] as const) : [])])],
  }
}

function isSimulated(file: E2ePerfFile): boolean {
  return file.simulate === true || file.rows.some((row) => row.simulated === true)
}
