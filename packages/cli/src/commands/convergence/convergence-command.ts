import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ComparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import type { ClaimVerdict, ValidationSummary } from '@sagellm-benchmark/protocol-types/validation'
import { convergenceObserver } from '@sagellm-benchmark/runner/convergence'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { version } from '../../version.js'
import { endpointAddress } from '../compare/endpoint-address.js'
import { labelledValues, valuesOfTargets } from '../compare/labelled-values.js'
import { measureComparison } from '../compare/measure-comparison.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import type { NamedTarget } from '../compare/open-targets.js'
import { promptCleanup } from '../compare/prompt-cleanup.js'
import { type Flags, flagWords, NO_KEY, reproduceScript, shellQuoted } from '../compare/reproduce-script.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import type { ConvergenceOptions } from './convergence-options.js'
import { markerPatterns } from './marker-patterns.js'
import { convergenceArtifacts, writeConvergenceFolder } from './write-convergence-folder.js'

/** Compares targets while their surfaces and logs are watched, and judges each claim of the performance mainline. */
export async function convergenceCommand(options: ConvergenceOptions, io: CommandIo): Promise<ExitCode> {
  const targets = targetsOf(options)
  const patterns = await markerPatterns(options, io)
  const measured = await measureComparison({
    options,
    targets,
    outputDir: options.outputDir ?? stampedFolder('convergence'),
    artifacts: convergenceArtifacts,
    observe: convergenceObserver({
      patterns,
      sampleIntervalMs: options.sampleInterval === 0 ? null : options.sampleInterval * 1000,
      secrets: options.apiKey === NO_KEY ? [] : [options.apiKey],
    }),
    io,
  })
  const words = ['convergence', ...flagWords({ ...reproduceFlags(options), ...measuringFlags(options, measured.seed) })]
  const command = ['sagellm-benchmark', ...words].map(shellQuoted).join(' ')
  const summary = await writeConvergenceFolder({
    measured,
    comparison: { ...(measured.result.comparison as ComparisonFile), command },
    command,
    reproduce: reproduceScript({ words, apiKey: options.apiKey, toolVersion: version }),
  })
  tell(summary, io)
  io.stdout.write(`\nartifacts: ${measured.folder}\n`)
  if (measured.result.interrupted) return 130

  await promptCleanup({ wanted: options.promptCleanup, urls: measured.reused.map(({ url }) => url), io })
  return exitCodeOf(options, summary, io)
}

function targetsOf({ target, targetCommand, logFile }: ConvergenceOptions): NamedTarget[] {
  const named = labelledValues('--target', target).map(({ label, value }) => ({
    label,
    url: endpointAddress('--target', value),
  }))
  if (named.length < 2) throw invalidArgument('--target', `${named.length} targets`, 'give two or more')
  const commands = valuesOfTargets('--target-command', targetCommand, named)
  const logs = valuesOfTargets('--log-file', logFile, named)
  return named.map(({ label, url }) => ({
    label,
    url,
    command: commands.get(label) ?? null,
    logFile: logs.get(label) ?? null,
  }))
}

function reproduceFlags(options: ConvergenceOptions): Flags {
  return {
    target: options.target,
    'target-command': options.targetCommand,
    'log-file': options.logFile,
    'shared-stream-markers': options.sharedStreamMarkers,
    'paged-path-markers': options.pagedPathMarkers,
    'block-table-markers': options.blockTableMarkers,
    'marker-file': options.markerFile,
    'sample-interval': options.sampleInterval,
    require: options.require,
    claim: options.claim,
  }
}

function tell(summary: ValidationSummary, io: CommandIo): void {
  for (const each of summary.verdicts) {
    io.stdout.write(`${each.target}: ${each.claim}: ${each.verdict}\n    ${each.reason}\n`)
    if (each.gaps.length > 0) io.stdout.write(`    missing: ${each.gaps.join(', ')}\n`)
  }
  for (const notice of summary.notices) io.stdout.write(`! ${notice}\n`)
}

function exitCodeOf(options: ConvergenceOptions, summary: ValidationSummary, io: CommandIo): ExitCode {
  const silent = summary.targets.filter((each) => each.summary.avgTtftMs === null && each.summary.avgTbtMs === null)
  if (options.require === undefined) return silent.length > 0 ? 1 : 0
  const asked = ({ claim }: ClaimVerdict) => options.claim.length === 0 || options.claim.some((each) => each === claim)
  const failed = summary.verdicts.filter((each) => asked(each) && each.verdict !== options.require)
  if (failed.length === 0) return 0
  const told = failed.map(({ target, claim, verdict }) => `${target} ${claim} is ${verdict}`)
  io.stderr.write(`required ${options.require}: ${told.join('; ')}\n`)
  return 3
}
