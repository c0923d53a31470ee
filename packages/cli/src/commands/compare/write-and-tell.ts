import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { comparisonBlock } from '@sagellm-benchmark/reporters/terminal'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { version } from '../../version.js'
import type { MeasuredComparison } from './measure-comparison.js'
import { reproduceScript, shellQuoted } from './reproduce-script.js'
import { writeCompareFolder } from './write-compare-folder.js'

export type TellOptions = {
  /** The command and its flags, without the key. */
  readonly words: readonly string[]
  readonly apiKey: string
  /** One target against itself. */
  readonly self?: boolean
  readonly io: CommandIo
}

/** Writes the artifacts of a measured comparison and prints its answer. */
export async function writeAndTell(measured: MeasuredComparison, options: TellOptions): Promise<ExitCode> {
  const { folder, stems, result, environment } = measured
  const { words, apiKey, self = false, io } = options
  const command = ['sagellm-benchmark', ...words].map(shellQuoted).join(' ')
  const comparison: ComparisonFile | null = result.comparison && {
    ...result.comparison,
    flags: [...result.comparison.flags, ...(self ? ['self_comparison'] : [])],
    command,
  }
  await writeCompareFolder({
    folder,
    comparison,
    captures: result.targets.map(({ file }, at) => ({ stem: stems[at] as string, file: { ...file, command } })),
    environment,
    reproduce: reproduceScript({ words, apiKey, toolVersion: version }),
  })
  if (comparison) tellComparison(comparison, io)
  io.stdout.write(`\nartifacts: ${folder}\n`)
  if (result.interrupted) return 130
  const dead = result.targets.filter(({ file }) => file.rows.every((row) => (row.successfulRequests ?? 0) === 0))
  return dead.length > 0 ? 1 : 0
}

/** Prints the answer of a comparison. */
export function tellComparison(comparison: ComparisonFile, io: CommandIo): void {
  const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
  io.stdout.write(`${comparisonBlock(comparison, { colour })}\n`)
}
