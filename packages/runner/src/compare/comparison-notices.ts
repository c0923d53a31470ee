import {
  type CellEnding,
  type ComparisonFile,
  loadLabel,
  type TargetCapture,
} from '@sagellm-benchmark/protocol-types/comparison'
import { sharedAddresses } from './one-address.js'

type Circumstances = {
  /** Whether rounds of the targets were measured next to each other. */
  readonly paired: boolean
  readonly endings: readonly CellEnding[]
  readonly drift: ComparisonFile['drift']
}

/** What a reader has to know of how captures were made, a sentence each. */
export function comparisonNotices(
  captures: readonly TargetCapture[],
  { paired, endings, drift }: Circumstances,
): string[] {
  const early = endings.filter(({ stoppedBy }) => stoppedBy === 'time')
  return [
    ...new Set([
      ...captures.flatMap(({ notices }) => notices),
      ...(paired ? sharedAddresses(captures) : []).map(
        (labels) =>
          `${labels.join(' and ')} are one address, so a difference between them is measurement noise of this setup and no difference of engines.`,
      ),
      ...(paired
        ? []
        : [
            'The captures were made one after the other: a drift between them was not controlled, and would look like a difference.',
          ]),
      ...(early.length > 0
        ? [
            `The time was used up before all rounds were measured: ${early.map((each) => `${each.scenario} ${loadLabel(each)}: ${each.rounds} of ${each.maxRounds}`).join(', ')}.`,
          ]
        : []),
      ...driftSentences(drift.filter((each) => each.drifted)),
    ]),
  ]
}

/** One sentence for each target and cell that changed while it was measured. */
function driftSentences(drifted: ComparisonFile['drift']): string[] {
  const groups = new Map<string, string[]>()
  for (const each of drifted) {
    const { target, scenario, metric, ratio } = each
    const place = `The target ${target} drifted in ${scenario} ${loadLabel(each)}, from its first half of the rounds to its second`
    const change = `${metric} ${ratio < 1 ? '−' : '+'}${Math.abs(100 * (ratio - 1)).toFixed(0)} %`
    groups.set(place, [...(groups.get(place) ?? []), change])
  }
  return [...groups].map(([place, changes]) => `${place}: ${changes.join(', ')}.`)
}
