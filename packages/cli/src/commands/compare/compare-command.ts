import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { readArtifact, renderReport } from '@sagellm-benchmark/reporters'
import { comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { version } from '../../version.js'
import type { CompareOptions } from './compare-options.js'
import { endpointAddress } from './endpoint-address.js'
import { labelledValues, valuesOfTargets } from './labelled-values.js'
import { measureComparison, type MeasuredComparison } from './measure-comparison.js'
import type { NamedTarget } from './open-targets.js'
import { promptCleanup } from './prompt-cleanup.js'
import { flagWords, reproduceScript, shellQuoted } from './reproduce-script.js'
import { stampedFolder } from './stamped-folder.js'
import { writeCompareFolder } from './write-compare-folder.js'

/** Measures endpoints against each other and says which is faster, and by how much. */
export async function compareCommand(options: CompareOptions, io: CommandIo): Promise<ExitCode> {
  const targets = targetsOf(options)
  const outputDir = options.outputDir ?? stampedFolder('compare')
  const measured = await measureComparison({ options, targets, outputDir, io })
  const words = ['compare', ...flagWords(reproduceFlags(options, measured.seed))]
  const exitCode = await writeAndTell(measured, { words, apiKey: options.apiKey, self: options.self, io })
  if (exitCode !== 130)
    await promptCleanup({
      wanted: options.promptCleanup,
      urls: measured.reused.map(({ url }) => url),
      atTerminal: io.stdout.isTTY === true && process.stdin.isTTY === true,
      io,
    })
  return exitCode
}

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
  if (comparison) {
    const input = readArtifact(comparisonFile.serialize(comparison), 'comparison.json')
    const colour = io.stdout.isTTY === true && !io.env['NO_COLOR']
    io.stdout.write(await renderReport({ input, format: 'table', colour, width: io.stdout.columns ?? 120 }))
  }
  io.stdout.write(`\nartifacts: ${folder}\n`)
  if (result.interrupted) return 130
  const dead = result.targets.filter(({ file }) => file.rows.every((row) => (row.successfulRequests ?? 0) === 0))
  return dead.length > 0 ? 1 : 0
}

function targetsOf({ target, targetCommand, logFile, self }: CompareOptions): NamedTarget[] {
  const named = labelledValues('--target', target).map(({ label, value }) => ({
    label,
    url: endpointAddress('--target', value),
  }))
  const commands = valuesOfTargets('--target-command', targetCommand, named)
  const logs = valuesOfTargets('--log-file', logFile, named)
  const targets = named.map(({ label, url }) => ({
    label,
    url,
    command: commands.get(label) ?? null,
    logFile: logs.get(label) ?? null,
  }))
  const [first, second] = targets
  if (self) {
    if (!first || second) throw invalidArgument('--target', `${targets.length} targets`, 'give exactly one with --self')
    return [first, { ...first, label: `${first.label}-again` }]
  }
  if (!first || !second)
    throw invalidArgument('--target', `${targets.length} targets`, 'give two or more, or one with --self')
  return targets
}

function reproduceFlags(options: CompareOptions, seed: number): Parameters<typeof flagWords>[0] {
  return {
    target: options.target,
    'target-command': options.targetCommand,
    'log-file': options.logFile,
    self: options.self,
    ...measuringFlags(options, seed),
  }
}

/** The flags of a measurement as it was made, with the seed that was used. */
export function measuringFlags(
  options: Omit<CompareOptions, 'target' | 'targetCommand' | 'logFile' | 'self' | 'outputDir' | 'promptCleanup'>,
  seed: number,
): Parameters<typeof flagWords>[0] {
  return {
    model: options.model,
    workload: options.workload,
    'batch-size': options.batchSize,
    'max-output-tokens': options.maxOutputTokens,
    'max-seq-len': options.maxSeqLen,
    rounds: options.rounds,
    'max-minutes': options.maxMinutes,
    margin: options.margin,
    seed,
    tokenizer: options.tokenizer,
    'request-timeout': options.requestTimeout,
    'server-wait': options.serverWait,
  }
}
