import type { RegressionFile, RegressionMetric, RegressionRow } from '@sagellm-benchmark/protocol-types/comparison'
import { type FigureNameIn, figuresIn, type PlacedFigure } from '@sagellm-benchmark/protocol-types/metrics'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { holmOfFamilies } from '../comparison/holm.js'
import { objectionToAll, objectionToMetric } from '../evidence/index.js'
import { mean } from '../statistics/mean.js'
import { type Change, type ChangeRules, judgeChange, noiseOfRatio } from './judge-change.js'
import { keyOf, type PerfPair } from './perf-pairs.js'
import { failureChange } from './failure-change.js'
import { rowEstimate } from './row-estimate.js'
import { contextOfPair, objectionToImprovement, sidesOfPair } from './row-evidence.js'

export type JudgingRows = {
  readonly thresholds: ChangeRules['thresholds']
  readonly expectedChanges: readonly string[]
}

type GateName = FigureNameIn<'regression'>

/** One metric of the gate over some pairs of rows; why a pair is left out of it. */
type Judged = {
  readonly name: GateName
  readonly metric: ChangeRules['metric']
  readonly change: (pairs: readonly PerfPair[]) => Change
  readonly objection: (pair: PerfPair) => string | null
  /** Why what is better over some pairs is no win. */
  readonly unearned: (pairs: readonly PerfPair[]) => string | null
}

/** Every metric over all rows, and every row by itself. */
export function judgeRows(
  pairs: readonly PerfPair[],
  { thresholds, expectedChanges }: JudgingRows,
): Pick<RegressionFile, 'metrics' | 'rows'> {
  const unfit = new Map(
    pairs.map((pair) => [pair, objectionToAll(sidesOfPair(pair), contextOfPair(pair))?.reason ?? null]),
  )
  const rulesOf = ({ name, metric }: Judged) => ({ metric, thresholds, expected: expectedChanges.includes(name) })

  return { metrics: judgeAll(pairs, { unfit, rulesOf }), rows: judgeEach(pairs, { unfit, rulesOf }) }
}

/** Each metric over all rows that allow it, corrected for the number of independent ones. */
function judgeAll(pairs: readonly PerfPair[], { unfit, rulesOf }: RowRules): RegressionFile['metrics'] {
  const cells = judgedMetrics.flatMap((judged) => {
    const known = pairs.filter((pair) => isKnown(judged.change([pair])))
    const objections = known.map((pair) => objectionTo(judged, { pair, unfit }))
    const kept = known.filter((_, at) => objections[at] === null)
    const withheld = kept.length === 0 ? (objections[0] ?? null) : null
    if (known.length === 0) return []
    const counted = kept.length > 0 ? kept : known
    const unearned = judged.unearned(counted)
    return [{ judged, change: judged.change(counted), withheld, unearned, family: familyOf(judged) }]
  })
  const verdicts = judgedTogether(cells, rulesOf)
  return Object.fromEntries(cells.map(({ judged }, at) => [judged.name, verdicts[at] as RegressionMetric]))
}

/** Why a metric of a pair of rows is not judged. What makes a row unfit for its times says nothing against the share that failed, as in `compareTargets`. */
function objectionTo(
  { name, objection }: Judged,
  { pair, unfit }: { readonly pair: PerfPair; readonly unfit: RowRules['unfit'] },
): string | null {
  return name === 'error_rate' ? null : (unfit.get(pair) ?? objection(pair))
}

type Cell = {
  readonly judged: Judged
  readonly change: Change
  readonly withheld: string | null
  readonly unearned: string | null
  readonly family: string
}

/** The throughputs follow from the times, of which that between tokens is the longest part: they are no tests of their own. */
function familyOf({ name, metric }: Judged): string {
  return metric.of === 'rate' && metric.unit !== 'share' ? ('avg_tbt_ms' satisfies GateName) : name
}

function judgedTogether(cells: readonly Cell[], rulesOf: RowRules['rulesOf']): RegressionMetric[] {
  const adjusted = holmOfFamilies(
    cells.map(({ change, withheld, family }) => ({
      // What is 0 on both sides is equal, and no test.
      p: withheld === null && !(change.before === 0 && change.after === 0) ? (change.noise?.p ?? null) : null,
      family,
    })),
  )
  return cells.map(({ judged, change, withheld, unearned }, at) =>
    judgeChange(change, { ...rulesOf(judged), withheld, unearned, adjustedP: adjusted[at] ?? null }),
  )
}

type RowRules = {
  readonly unfit: ReadonlyMap<PerfPair, string | null>
  readonly rulesOf: (judged: Judged) => Omit<ChangeRules, 'withheld' | 'unearned'>
}

function judgeEach(pairs: readonly PerfPair[], { unfit, rulesOf }: RowRules): RegressionRow[] {
  const cells = pairs.flatMap((pair) =>
    judgedMetrics.flatMap((judged) => {
      const change = judged.change([pair])
      const withheld = objectionTo(judged, { pair, unfit })
      const family = `${familyOf(judged)} ${keyOf(pair.current)}`
      const unearned = judged.unearned([pair])
      return isKnown(change) ? [{ pair, judged, change, withheld, unearned, family }] : []
    }),
  )
  const verdicts = judgedTogether(cells, rulesOf)
  return pairs.map((pair) => {
    const { model, precision, scenario, batchSize } = pair.current
    const own = cells.flatMap((cell, at) =>
      cell.pair === pair ? [[cell.judged.name, verdicts[at] as RegressionMetric] as const] : [],
    )
    const flags = [...new Set([...pair.baseline.flags, ...pair.current.flags])]
    return {
      ...{ model, precision, scenario, batchSize, flags },
      withheld: unfit.get(pair) ?? null,
      metrics: Object.fromEntries(own),
    }
  })
}

function isKnown({ before, after }: Change): boolean {
  return before !== null || after !== null
}

const judgedMetrics: readonly Judged[] = figuresIn('regression').flatMap(({ name, metric }): Judged[] => {
  const free = { objection: () => null, unearned: () => null }
  if (name === 'error_rate') return [{ name, metric, change: failureChange, ...free }]
  if (name === 'peak_mem_mb') return [{ name, metric, change: memoryChange, ...free }]
  const figure = figuresIn('row').find((each) => each.name === name)
  if (!figure) return []
  return [
    {
      name,
      metric,
      change: (pairs) => figureChange(pairs, figure),
      objection: (pair) => objectionToMetric(metric, sidesOfPair(pair), contextOfPair(pair))?.reason ?? null,
      unearned: objectionToImprovement,
    },
  ]
})

/** Geometric means over the rows that the baseline has a value for; unknown where the current run lacks one of them: what vanished is no pass. */
function figureChange(all: readonly PerfPair[], figure: PlacedFigure<'row'>): Change {
  const valueOf = (row: E2ePerfRow) => row[figure.metricField]
  const known = all.filter(({ baseline }) => valueOf(baseline) !== null)
  const pairs = known.length > 0 ? known : all
  const before = geometricMean(pairs.map(({ baseline }) => valueOf(baseline)))
  const after = geometricMean(pairs.map(({ current }) => valueOf(current)))
  return { before, after, noise: noiseOfRatio(rowEstimate(pairs, figure), figure.metric) }
}

/** `null` where a value is unknown; 0 where all are 0, or one is. */
function geometricMean(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.some((value) => value === null || !Number.isFinite(value))) return null
  const [first, ...others] = values as [number, ...number[]]
  // Not through logarithms and back: a single value stays what it is.
  if (others.length === 0) return first
  const numbers = [first, ...others]
  return numbers.some((value) => value <= 0) ? Math.min(...numbers) : Math.exp(mean(numbers.map(Math.log)) as number)
}

/** The largest, which is what has to fit; nothing says how noisy it is. */
function memoryChange(pairs: readonly PerfPair[]): Change {
  const largest = (rows: readonly E2ePerfRow[]) => {
    const known = rows.flatMap(({ memoryMb }) => (memoryMb !== null && memoryMb > 0 ? memoryMb : []))
    return known.length === 0 ? null : Math.max(...known)
  }
  return {
    before: largest(pairs.map(({ baseline }) => baseline)),
    after: largest(pairs.map(({ current }) => current)),
    noise: null,
  }
}
