import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { comparisonBlock } from '@sagellm-benchmark/reporters/terminal'
import type { ComparisonOutcome } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'

/** Prints the answer of a comparison and where its artifacts are. */
export function printComparisonOutcome(outcome: ComparisonOutcome, io: CommandIo): ExitCode {
  if (outcome.comparison) printComparison(outcome.comparison, io)
  io.stdout.write(`\nartifacts: ${outcome.folder}\n`)
  if (outcome.interrupted) return 130
  return outcome.dead.length > 0 ? 1 : 0
}

/** Prints the answer of a comparison. */
export function printComparison(comparison: ComparisonFile, io: CommandIo): void {
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  io.stdout.write(`${comparisonBlock(comparison, { colour })}\n`)
}
