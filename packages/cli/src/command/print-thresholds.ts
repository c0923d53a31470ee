import type { ThresholdFinding } from '@sagellm-benchmark/protocol-types/thresholds'
import { thresholdSentence } from '@sagellm-benchmark/reporters/terminal'
import type { CommandIo, ExitCode } from './define-command.js'
import { oneLine } from './report-error.js'

/** What was held against thresholds: a workload, a row, a target under a load. */
export type HeldAgainst = { readonly name: string; readonly thresholds: readonly ThresholdFinding[] }

/** Says which thresholds are broken. Each is a gate: one that does not hold, or of which nobody showed that it does, gives 3. */
export function printThresholds(measured: readonly HeldAgainst[], { stderr }: Pick<CommandIo, 'stderr'>): ExitCode {
  const broken = measured.flatMap(({ name, thresholds }) =>
    thresholds.filter(({ passed }) => !passed).map((finding) => ({ name, finding })),
  )
  for (const { name, finding } of broken)
    stderr.write(`${oneLine(`sagellm-benchmark: threshold of ${name}: ${thresholdSentence(finding)}`)}\n`)
  if (broken.some(({ finding }) => finding.verdict === 'undecided')) stderr.write(`${undecidedHint}\n`)
  return broken.length === 0 ? 0 : 3
}

const undecidedHint =
  'sagellm-benchmark: what cannot be decided fails, because nobody showed that it holds: measure more, or let it pass with --on-undecided pass'
