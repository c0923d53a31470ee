import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { captureBlock, comparisonBlock } from '@sagellm-benchmark/reporters/terminal'
import type { ComparisonOutcome } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'

/** Prints the answer of a comparison, or what one target was measured at, and where the artifacts are. */
export function printComparisonOutcome(outcome: ComparisonOutcome, io: CommandIo): ExitCode {
  if (outcome.comparison) printComparison(outcome.comparison, io)
  else for (const { file } of outcome.captures) io.stdout.write(`${captureBlock(file, { colour: coloured(io) })}\n`)
  io.stdout.write(`\nartifacts: ${outcome.folder}\n`)
  if (outcome.interrupted) return 130
  return outcome.dead.length > 0 ? 1 : 0
}

/** Prints the answer of a comparison. */
export function printComparison(comparison: ComparisonFile, io: CommandIo): void {
  io.stdout.write(`${comparisonBlock(comparison, { colour: coloured(io) })}\n`)
}

function coloured({ stdout, env }: CommandIo): boolean {
  return stdout.isTTY === true && !env['NO_COLOR']
}
