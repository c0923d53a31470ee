import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import type { RegressionFile, RegressionMetric } from '@sagellm-benchmark/protocol-types/comparison'
import { type FigureNameIn, figuresIn, type Metric } from '@sagellm-benchmark/protocol-types/metrics'
import { normalQuantile } from '../statistics/normal.js'

/** A value of a run, with its 95 % interval where it has one. */
export type MeasuredValue = number | null | Pick<Interval, 'value' | 'low' | 'high'>

export type RegressionOptions = {
  /** Percent; strictly more is a warning. @default 5 */
  readonly warningThresholdPct?: number
  /** Percent; strictly more is critical. @default 10 */
  readonly criticalThresholdPct?: number
  /** Metrics whose change was announced. @default none */
  readonly expectedChanges?: readonly string[]
  /** Why a metric gets no verdict, by its name. @default none */
  readonly withheld?: Readonly<Record<string, string>>
}

/** What is judged: the figures of the catalogue that stand in the regression gate. */
const judged = figuresIn('regression')

/** What may be judged, by wire name. */
export type RegressionValues = Partial<Record<FigureNameIn<'regression'>, MeasuredValue>>

/** The names that may be announced as changed. */
export const regressionMetrics: readonly string[] = judged.map(({ name }) => name)

/**
 * Holds a run against a baseline. A metric that neither side has is left out; one that only one side has is `not_comparable`, and so is
 * the whole where nothing worse was found: a value that vanished is no pass.
 *
 * @throws BenchError `invalid_argument` where the critical threshold lies below the warning threshold or one is negative.
 * @example findRegressions({ avg_ttft_ms: 50 }, { avg_ttft_ms: 56 }).metrics.avg_ttft_ms?.status // 'critical'
 */
export function findRegressions(
  { baseline, current }: { readonly baseline: RegressionValues; readonly current: RegressionValues },
  options: RegressionOptions = {},
): RegressionFile {
  const { warningThresholdPct = 5, criticalThresholdPct = 10, expectedChanges = [], withheld = {} } = options
  if (!(warningThresholdPct >= 0)) throw invalidArgument('warningThresholdPct', warningThresholdPct, 'give 0 or more')
  if (!(criticalThresholdPct >= warningThresholdPct))
    throw invalidArgument('criticalThresholdPct', criticalThresholdPct, 'give at least the warning threshold')

  const thresholds = { warning: warningThresholdPct, critical: criticalThresholdPct }
  const metrics: Record<string, RegressionMetric> = {}
  for (const { name, metric } of judged) {
    const [before, after] = [known(baseline[name]), known(current[name])]
    if (before.value === null && after.value === null) continue
    const expected = expectedChanges.includes(name)
    metrics[name] = judge({ before, after }, { metric, thresholds, expected, withheld: withheld[name] ?? null })
  }
  return {
    schemaVersion: 1,
    overallStatus: overall(Object.values(metrics)),
    warningThresholdPct,
    criticalThresholdPct,
    metrics,
    rows: [],
    baseline: null,
    current: null,
    sameMachine: null,
    flags: [],
    notices: [],
  }
}

type Known = { readonly value: number | null; readonly low: number | null; readonly high: number | null }

function known(measured: MeasuredValue | undefined): Known {
  const { value, low, high } =
    typeof measured === 'object' && measured !== null ? measured : { value: measured ?? null, low: null, high: null }
  const finite = value !== null && Number.isFinite(value)
  return finite ? { value, low, high } : { value: null, low: null, high: null }
}

type Judging = {
  readonly metric: Metric
  readonly thresholds: { readonly warning: number; readonly critical: number }
  readonly expected: boolean
  readonly withheld: string | null
}

function judge(sides: { before: Known; after: Known }, judging: Judging): RegressionMetric {
  const { metric, thresholds, expected, withheld } = judging
  const direction: RegressionMetric['direction'] = metric.better === 'higher' ? 'higher' : 'lower'
  const points = metric.unit === 'share'
  const { before, after } = sides
  const shared = { baseline: before.value, current: after.value, direction, expectedChange: expected }
  const none = { ...shared, regressionPct: null, lowPct: null, highPct: null, status: 'not_comparable' as const }
  if (before.value === null || after.value === null)
    return { ...none, reason: `the ${before.value === null ? 'baseline' : 'current run'} has no value` }
  if (withheld !== null) return { ...none, status: 'withheld', reason: withheld }
  if (before.value === 0 && after.value === 0) return { ...none, regressionPct: 0, status: 'acceptable', reason: null }
  // A share of an error rate of 0 means nothing; its points do.
  const unit = points ? 1 : before.value
  if (!(unit > 0)) return { ...none, reason: 'nothing can be a share of a baseline of 0' }

  const sign = direction === 'lower' ? 1 : -1
  const regressionPct = (sign * (after.value - before.value) * 100) / unit
  const error = errorPct(sides, { unit, points })
  const bounds =
    error === null ? { lowPct: null, highPct: null } : { lowPct: regressionPct - error, highPct: regressionPct + error }
  const level =
    regressionPct > thresholds.critical ? 'critical' : regressionPct > thresholds.warning ? 'warning' : 'acceptable'
  const noisy = level !== 'acceptable' && bounds.lowPct !== null && bounds.lowPct <= 0
  const improved = bounds.highPct !== null && bounds.highPct < 0
  return {
    ...shared,
    regressionPct,
    ...bounds,
    status: expected ? 'expected-change' : noisy ? 'within_noise' : improved ? 'improved' : level,
    reason: noisy ? 'the intervals of both runs allow for no change at all' : null,
  }
}

/** Half of the 95 % interval of the regression, in its percent; `null` where a side has no interval. */
function errorPct(
  { before, after }: { before: Known; after: Known },
  how: { unit: number; points: boolean },
): number | null {
  const halves = [before, after].map(({ low, high }) => (low === null || high === null ? null : (high - low) / 2))
  const [a, b] = halves
  if (a === null || a === undefined || b === null || b === undefined) return null
  // The baseline's error also moves the unit that the change is measured in.
  const scaled = how.points ? a : (a * (after.value as number)) / how.unit
  const z = normalQuantile(0.975)
  return (Math.hypot(scaled / z, b / z) * z * 100) / how.unit
}

function overall(metrics: readonly RegressionMetric[]): RegressionFile['overallStatus'] {
  const has = (status: RegressionMetric['status']) => metrics.some((metric) => metric.status === status)
  if (has('critical')) return 'critical'
  if (has('warning')) return 'warning'
  const judgedNone = metrics.every(({ status }) => status === 'withheld')
  return judgedNone || has('not_comparable') ? 'not_comparable' : 'acceptable'
}
