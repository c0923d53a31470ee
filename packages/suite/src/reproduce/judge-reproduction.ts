import { type CapturedRounds, compareTargets } from '@sagellm-benchmark/metrics/comparison'
import { figureNamed } from '@sagellm-benchmark/protocol-types/metrics'
import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import type { MeasuredPart } from './measured-part.js'
import { type Pairing, takenOff } from './paired-rounds.js'

/** A part as it was recorded and as it was measured again. */
export type BothParts = {
  readonly pairing: Pairing
  readonly recorded: { readonly part: MeasuredPart; readonly rounds: CapturedRounds }
  readonly again: { readonly part: MeasuredPart; readonly rounds: CapturedRounds }
}

export type ReproductionAnswer = 'reproduced' | 'not_reproduced' | 'undecided'

/**
 * The rounds of both measurements held against each other, part by part, by the judge of comparisons, as pairs of the same number: these had
 * the same lengths and arrivals. They were made one after the other, so that what drifted in between is part of the difference.
 */
export function reproductionVerdicts(
  both: readonly BothParts[],
  { margin }: { readonly margin: number },
): ComparisonVerdict[] {
  return both.flatMap(({ recorded, again }): ComparisonVerdict[] => {
    const { scenario, load, batchSize } = recorded.part
    return compareTargets(
      { target: 'again', baseline: recorded.rounds, candidate: again.rounds },
      {
        ...{ paired: true, margin, families: both.length, scenario, load, batchSize },
        evidence: { baseline: recorded.part.evidence, candidate: again.part.evidence },
      },
    )
  })
}

/** The answer for one figure. */
export function answerOf({ verdict }: Pick<ComparisonVerdict, 'verdict'>): ReproductionAnswer {
  if (verdict === 'equivalent') return 'reproduced'
  return ['better', 'worse', 'differs'].includes(verdict) ? 'not_reproduced' : 'undecided'
}

/**
 * `not_reproduced` where any figure is shown to differ; `reproduced` where every mean and rate is shown to be the same up to the margin. A
 * percentile hardly ever is shown to be the same, so that it does not stand against it.
 */
export function reproductionAnswer(verdicts: readonly ComparisonVerdict[]): ReproductionAnswer {
  if (verdicts.some((each) => answerOf(each) === 'not_reproduced')) return 'not_reproduced'
  const means = verdicts.filter(({ metric }) => isMean(metric))
  return means.length > 0 && means.every((each) => answerOf(each) === 'reproduced') ? 'reproduced' : 'undecided'
}

function isMean(metric: string): boolean {
  const kind = figureNamed(metric)?.statistic.kind
  return metric !== 'error_rate' && kind !== undefined && kind !== 'percentile'
}

/** What was paired, and what that took off, a sentence a part. */
export function pairingSentences(both: readonly BothParts[], verdicts: readonly ComparisonVerdict[]): string[] {
  const means = [...new Set(verdicts.map(({ metric }) => metric).filter(isMean))]
  return both.map(({ pairing, recorded, again }) => {
    const unit =
      pairing.by === 'rounds'
        ? 'rounds of the same number are paired'
        : `fewer than 5 rounds were measured, so ${pairing.sections} sections of ${pairing.requests} requests of the same numbers are paired`
    const shares = means.flatMap((metric) => takenOff(metric, recorded.rounds, again.rounds) ?? [])
    const percent = (share: number) => `${Math.round(100 * share)} %`
    const off =
      shares.length === 0
        ? 'there is no interval that it could narrow'
        : `the same lengths and arrivals on both sides take ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))} off the variance of the ratios of means`
    return `pairing of ${recorded.part.scenario}: ${unit}; ${off}; what changed between the two measurements stays in`
  })
}
