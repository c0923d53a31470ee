import { cutWithoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import type { Verification } from '@sagellm-benchmark/runner/convergence'

/** Differences shown one by one; thousands would hide the other lines. */
const SHOWN = 20

/** What a check of a folder found, a line each. */
export function findings({ changed, unreadable, mismatches, olderRecords }: Verification): string[] {
  const rest = mismatches.length - SHOWN
  return [
    ...(changed === null ? ['SHA256SUMS: there is no manifest, so a changed file may go unseen'] : []),
    ...(changed ?? []).map(
      ({ file, problem }) => `${file}: ${problem.replaceAll('_', ' ')} since the manifest was written`,
    ),
    ...unreadable.map(({ file, problem }) => `${file}: ${problem}`),
    ...mismatches
      .slice(0, SHOWN)
      .map(
        ({ file, field, stored, recomputed }) =>
          `${file}: ${field} is ${shownValue(stored)}, its sources give ${shownValue(recomputed)}`,
      ),
    ...(rest > 0 ? [`and ${rest} more values that differ`] : []),
    ...(olderRecords && mismatches.length > 0 ? [OLDER] : []),
  ]
}

const OLDER =
  'the records are of an earlier version, which defined the time between tokens otherwise: figures and verdicts with TBT differ for that reason'

/** A value of a file on one line, cut where it is long. */
export function shownValue(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value)
  return text.length > 100 ? `${cutWithoutSecrets(text, 100)}…` : text
}
