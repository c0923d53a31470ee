import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import type { CompareOptions } from './compare-options.js'
import { endpointAddress } from './endpoint-address.js'
import { labelledValues, valuesOfTargets } from './labelled-values.js'
import { measureComparison } from './measure-comparison.js'
import { measuringFlags } from './measuring-flags.js'
import type { NamedTarget } from './open-targets.js'
import { promptCleanup } from './prompt-cleanup.js'
import { type Flags, flagWords } from './reproduce-script.js'
import { stampedFolder } from './stamped-folder.js'
import { writeAndTell } from './write-and-tell.js'

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
      io,
    })
  return exitCode
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

function reproduceFlags(options: CompareOptions, seed: number): Flags {
  return {
    target: options.target,
    'target-command': options.targetCommand,
    'log-file': options.logFile,
    self: options.self,
    ...measuringFlags(options, seed),
  }
}
