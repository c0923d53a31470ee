import type { HistoryChange, HistoryJudgement, HistoryVerdict } from '@sagellm-benchmark/protocol-types/history'
import { laggedCorrelation } from '../statistics/autocorrelation.js'
import { studentQuantile } from '../statistics/student-quantile.js'
import { changePlace } from './change-place.js'
import { doubtAtEnd } from './doubt-at-end.js'
import { type ChangeTest, FEWEST_POINTS, findChanges, type FoundChange } from './find-changes.js'
import { levelShift } from './level-shift.js'
import { medianOf, medianVariance, robustFreedom, robustSigma } from './robust-noise.js'
import { betterLine, levelResiduals, type Line, slopeChance } from './step-or-drift.js'

/** Chance of a run that is called an outlier where the noise is normal. */
const OUTLIER = 0.001

type Better = 'lower' | 'higher' | 'neither'

export type JudgeSeriesOptions = {
  /** Of the whole series; `null`: too few points. */
  readonly test: ChangeTest | null
  readonly adjustedP: number | null
  /** The same if no run depended on the one before. */
  readonly adjustedIndependentP: number | null
  readonly better: Better
  readonly margin: number
  readonly falseDiscoveryRate: number
  /** Level of the tests in the parts. */
  readonly levelInside: number
}

/** What one series says, once it is known what its p value is worth among the others. */
export function judgeSeries(logs: readonly number[], options: JudgeSeriesOptions): HistoryJudgement {
  const { test, adjustedP, better, margin, falseDiscoveryRate } = options
  const found = test !== null && adjustedP !== null && adjustedP <= falseDiscoveryRate
  const rough = found ? findChanges(logs, test, options.levelInside) : []
  const line = lineOf(logs, rough, options)
  const changes = line === null ? placed(logs, rough, { better, margin }) : []
  const starts = [0, ...changes.map(({ at }) => at)]
  const residuals = line?.residuals ?? levelResiduals(logs, starts)
  const fitted = line === null ? starts.length : 2
  const sigma = robustSigma(residuals, fitted)
  const doubt = line === null ? doubtOf(logs, starts, options) : null
  const ratio = line === null ? 1 : Math.exp(line.slope * (logs.length - 1))
  return {
    verdict: verdictOf(),
    p: test?.p ?? null,
    adjustedP,
    noise: sigma,
    correlation: logs.length < 4 ? null : laggedCorrelation(residuals),
    levels: line === null ? levelsOf(logs, starts, sigma) : [],
    changes,
    drift: line === null ? null : { ratio, direction: directionOf(ratio, better) },
    doubt,
    outliers: outliersOf(residuals, { sigma, fitted }),
  }

  function verdictOf(): HistoryVerdict {
    if (line !== null) return 'drift'
    if (changes.length > 0) return 'jump'
    if (doubt !== null) return 'doubtful'
    return logs.length < FEWEST_POINTS ? 'too_short' : 'noise'
  }
}

/** The line of a drift; `null` where there is none. A level that moves evenly makes neighbours alike, so that it need not be shown by levels. */
function lineOf(
  logs: readonly number[],
  rough: readonly FoundChange[],
  { test, adjustedIndependentP, falseDiscoveryRate }: JudgeSeriesOptions,
): Line | null {
  if (test === null || adjustedIndependentP === null || adjustedIndependentP > falseDiscoveryRate) return null
  const line = betterLine(logs, [0, ...(rough.length > 0 ? rough.map(({ at }) => at) : test.at)])
  return line !== null && slopeChance(line) <= falseDiscoveryRate ? line : null
}

/** Each change at its best place between its neighbours, with its size. */
function placed(
  logs: readonly number[],
  rough: readonly FoundChange[],
  { better, margin }: { readonly better: Better; readonly margin: number },
): HistoryChange[] {
  const sigma = robustSigma(levelResiduals(logs, [0, ...rough.map(({ at }) => at)]), rough.length + 1) ?? 0
  const ends = [0, ...rough.map(({ at }) => at), logs.length]
  return rough.map(({ p }, index) => {
    const [from, to] = [ends[index] as number, ends[index + 2] as number]
    const place = changePlace(logs.slice(from, to), sigma)
    const at = from + place.at
    ends[index + 1] = at
    const shift = levelShift(logs.slice(from, at), logs.slice(at, to))
    const ratio = Math.exp(shift.value)
    return {
      ...{ at, earliest: from + place.earliest, latest: from + place.latest },
      ratio,
      low: shift.low === null ? null : Math.exp(shift.low),
      high: shift.high === null ? null : Math.exp(shift.high),
      direction: directionOf(ratio, better),
      p,
      beyondMargin: Math.abs(shift.value) > Math.log1p(margin),
    }
  })
}

function directionOf(ratio: number, better: Better): 'better' | 'worse' | null {
  if (better === 'neither' || ratio === 1) return null
  return ratio < 1 === (better === 'lower') ? 'better' : 'worse'
}

/** What stands out at the end, or would be a finding if the series were the only one and its runs did not depend on one another. */
function doubtOf(
  logs: readonly number[],
  starts: readonly number[],
  { test, better, margin, falseDiscoveryRate }: JudgeSeriesOptions,
): HistoryJudgement['doubt'] {
  const from = starts.at(-1) as number
  const [alone] = test !== null && starts.length === 1 && test.independentP <= falseDiscoveryRate ? test.at : []
  if (alone !== undefined && test !== null) {
    const ratio = Math.exp(levelShift(logs.slice(0, alone), logs.slice(alone, test.at[1])).value)
    if (Math.abs(Math.log(ratio)) <= Math.log1p(margin)) return null
    return { at: alone, ratio, direction: directionOf(ratio, better), p: test.independentP }
  }
  const seen = doubtAtEnd(logs.slice(from), { margin })
  return seen && { ...seen, at: from + seen.at, direction: directionOf(seen.ratio, better) }
}

function levelsOf(
  logs: readonly number[],
  starts: readonly number[],
  sigma: number | null,
): HistoryJudgement['levels'] {
  return starts.map((from, index) => {
    const part = logs.slice(from, starts[index + 1] ?? logs.length)
    const centre = medianOf(part)
    const reach =
      sigma === null
        ? null
        : studentQuantile(0.975, robustFreedom(logs.length, starts.length)) *
          sigma *
          Math.sqrt(1 + medianVariance(part.length))
    return {
      ...{ from, to: from + part.length - 1, value: Math.exp(centre) },
      low: reach === null ? null : Math.exp(centre - reach),
      high: reach === null ? null : finiteOrNull(Math.exp(centre + reach)),
    }
  })
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function outliersOf(
  residuals: readonly number[],
  { sigma, fitted }: { readonly sigma: number | null; readonly fitted: number },
): number[] {
  if (sigma === null || sigma === 0) return []
  const limit = sigma * studentQuantile(1 - OUTLIER / 2, robustFreedom(residuals.length, fitted))
  return residuals.flatMap((each, at) => (Math.abs(each) > limit ? [at] : []))
}
