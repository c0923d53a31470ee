import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type RegressionFile,
  type RegressionMetric,
  RegressionThresholds,
} from '@sagellm-benchmark/protocol-types/comparison'
import { type FigureName, type FigureNameIn, figuresIn, type Metric } from '@sagellm-benchmark/protocol-types/metrics'
import { normalQuantile } from '../statistics/normal.js'
import { type Change, judgeChange, type KnownShare, noiseOfRatio, noiseOfShares } from './judge-change.js'
import { LARGE_SAMPLE } from './row-estimate.js'

/** A value of a run, with its 95 % interval where it has one. */
type MeasuredValue = number | null | Pick<Interval, 'value' | 'low' | 'high'>

export type RegressionOptions = {
  /** Percent; strictly more is a warning. @default that of `RegressionThresholds` */
  readonly warningThresholdPct?: number
  /** Percent; strictly more is critical. @default that of `RegressionThresholds` */
  readonly criticalThresholdPct?: number
  /** Metrics whose change was announced. @default none */
  readonly expectedChanges?: readonly string[]
  /** Why a metric gets no verdict, by its name. @default none */
  readonly withheld?: Readonly<Partial<Record<FigureName, string>>>
}

const defaults = RegressionThresholds.parse({})

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
 * @example findRegressions({ baseline: { avg_ttft_ms: 50 }, current: { avg_ttft_ms: 56 } }).metrics.avg_ttft_ms?.status // 'critical'
 */
export function findRegressions(
  { baseline, current }: { readonly baseline: RegressionValues; readonly current: RegressionValues },
  options: RegressionOptions = {},
): RegressionFile {
  const {
    warningThresholdPct = defaults.warningThresholdPct,
    criticalThresholdPct = defaults.criticalThresholdPct,
    expectedChanges = [],
    withheld = {},
  } = options
  if (!(warningThresholdPct >= 0)) throw invalidArgument('warningThresholdPct', warningThresholdPct, 'give 0 or more')
  if (!(criticalThresholdPct >= warningThresholdPct))
    throw invalidArgument('criticalThresholdPct', criticalThresholdPct, 'give at least the warning threshold')

  const metrics: RegressionFile['metrics'] = {}
  for (const { name, metric } of judged) {
    const change = changeOf(baseline[name], current[name], metric)
    if (change.before === null && change.after === null) continue
    metrics[name] = judgeChange(change, {
      metric,
      thresholds: { warning: warningThresholdPct, critical: criticalThresholdPct },
      expected: expectedChanges.includes(name),
      withheld: withheld[name] ?? null,
    })
  }
  return {
    schemaVersion: 1,
    overallStatus: overallStatus(metrics),
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

/** The change of one figure, with its noise where both sides have an interval. */
function changeOf(baseline: MeasuredValue | undefined, current: MeasuredValue | undefined, metric: Metric): Change {
  const [before, after] = [known(baseline), known(current)]
  const values = { before: before?.value ?? null, after: after?.value ?? null }
  if (!isBounded(before) || !isBounded(after)) return { ...values, noise: null }
  if (metric.unit === 'share') return { ...values, noise: noiseOfShares(before, after) }
  if (!(before.value > 0 && after.value > 0)) return { ...values, noise: null }
  const error = ({ value, low, high }: KnownShare) => (high - low) / 2 / value / normalQuantile(0.975)
  const estimate = {
    logRatio: Math.log(after.value / before.value),
    standardError: Math.hypot(error(before), error(after)),
    degreesOfFreedom: LARGE_SAMPLE,
    n: 1,
    series: [],
    dependence: null,
  }
  return { ...values, noise: noiseOfRatio(estimate, metric) }
}

type Known = { readonly value: number; readonly low: number | null; readonly high: number | null }

function known(measured: MeasuredValue | undefined): Known | null {
  const { value, low, high } =
    typeof measured === 'object' && measured !== null ? measured : { value: measured ?? null, low: null, high: null }
  return value !== null && Number.isFinite(value) ? { value, low, high } : null
}

function isBounded(measured: Known | null): measured is KnownShare {
  return measured !== null && measured.low !== null && measured.high !== null
}

/** The worst of several verdicts; a value that vanished is no pass, and neither is a check in which nothing could be judged. */
export function overallStatus(judged: RegressionFile['metrics']): RegressionFile['overallStatus'] {
  const metrics = Object.values(judged)
  // The error rate is judged where nothing else can be, which is no comparison of two runs.
  const others = Object.entries(judged).flatMap(([name, metric]) => (name === 'error_rate' ? [] : metric))
  const has = (status: RegressionMetric['status']) => metrics.some((metric) => metric.status === status)
  if (has('critical')) return 'critical'
  if (has('warning')) return 'warning'
  const judgedNone = (others.length > 0 ? others : metrics).every(({ status }) => status === 'withheld')
  return judgedNone || has('not_comparable') ? 'not_comparable' : 'acceptable'
}
