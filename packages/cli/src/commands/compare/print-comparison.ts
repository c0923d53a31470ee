import { type ComparisonFile, loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { captureBlock, comparisonBlock } from '@sagellm-benchmark/reporters/terminal'
import type { ComparisonOutcome } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { printThresholds } from '../../command/print-thresholds.js'
import { judgeErrors } from '../../command/judge-errors.js'

/** Prints the answer of a comparison, or what one target was measured at, and where the artifacts are. */
export function printComparisonOutcome(
  outcome: ComparisonOutcome,
  { maxErrorRate = null, io }: { readonly maxErrorRate?: number | null | undefined; readonly io: CommandIo },
): ExitCode {
  if (outcome.comparison) printComparison(outcome.comparison, io)
  else for (const { file } of outcome.captures) io.stdout.write(`${captureBlock(file, { colour: coloured(io) })}\n`)
  io.stdout.write(`\nartifacts: ${outcome.folder}\n`)
  if (outcome.interrupted) return 130
  const lost = printLost(outcome, io)
  return Math.max(
    outcome.dead.length > 0 || wereUnmeasured(outcome) || lost ? 1 : 0,
    printFailures(outcome, { maxErrorRate, io }),
  ) as ExitCode
}

/** Says which shards were lost; whether any was. */
function printLost({ lostShards }: Pick<ComparisonOutcome, 'lostShards'>, { stderr }: CommandIo): boolean {
  if (lostShards.length === 0) return false
  const named = lostShards.length === 1 ? `shard ${lostShards[0]} was` : `shards ${lostShards.join(', ')} were`
  stderr.write(
    `sagellm-benchmark: ${named} lost while the load went on: the rounds before are judged, and no other was measured\n`,
  )
  return true
}

/** Whether some rounds were not measured because their prompts could not be counted. */
export function wereUnmeasured({ comparison }: Pick<ComparisonOutcome, 'comparison'>): boolean {
  return comparison?.flags.includes('prompts_unavailable') ?? false
}

/** Holds the failures of every target in every cell against the limit, and its figures against the thresholds. */
export function printFailures(
  { captures }: Pick<ComparisonOutcome, 'captures'>,
  { maxErrorRate, io }: { readonly maxErrorRate: number | null; readonly io: CommandIo },
): ExitCode {
  const measured = captures.flatMap(({ file: { capture } }) =>
    (capture?.cells ?? []).map((cell) => ({
      name: [capture?.label, cell.scenario, loadLabel(cell)].filter(Boolean).join(' '),
      errorRate: cell.requests === 0 ? null : cell.failed / cell.requests,
      succeeded: cell.requests === 0 ? 1 : cell.requests - cell.failed,
    })),
  )
  const judged = judgeErrors(measured, maxErrorRate)
  if (judged) io.stderr.write(`sagellm-benchmark: ${judged.message}\n`)
  const held = printThresholds(
    captures.flatMap(({ file: { label, rows } }) =>
      rows.map((row) => ({ name: [label, row.scenario].join(' '), thresholds: row.thresholds })),
    ),
    io,
  )
  return judged?.exitCode ?? held
}

/** Prints the answer of a comparison. */
export function printComparison(comparison: ComparisonFile, io: CommandIo): void {
  io.stdout.write(`${comparisonBlock(comparison, { colour: coloured(io) })}\n`)
}

function coloured({ stdout, env }: CommandIo): boolean {
  return stdout.isTTY === true && !env['NO_COLOR']
}
