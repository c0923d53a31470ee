import type { ClaimVerdict, ValidationSummary } from '@sagellm-benchmark/protocol-types/validation'
import { validationBlock } from '@sagellm-benchmark/reporters/terminal'
import { convergence, markerPatterns } from '@sagellm-benchmark/suite/convergence'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { type Flags, flagWords } from '../../options/flag-words.js'
import { targetKeyFlags } from '../../options/target-keys.js'
import { comparedEndpoints } from '../compare/compared-endpoints.js'
import { withComparisonIo } from '../compare/comparison-io.js'
import { comparisonPlan } from '../compare/comparison-plan.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import { printFailures, wereUnmeasured } from '../compare/print-comparison.js'
import { promptCleanup } from '../compare/prompt-cleanup.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import type { ConvergenceOptions } from './convergence-options.js'

/** Compares targets while their surfaces and logs are watched, and judges each claim of the performance mainline. */
export async function convergenceCommand(options: ConvergenceOptions, io: CommandIo): Promise<ExitCode> {
  const { tokenizer = null, maxSeqLen: contextLength = null, hardwareFamily = null } = options
  const targets = comparedEndpoints(options, options)
  const patterns = await markerPatterns(options, io)
  const plan = await comparisonPlan(options, { io })
  const sampleIntervalSeconds = options.sampleInterval === 0 ? null : options.sampleInterval
  const words = ['convergence', ...flagWords({ ...reproduceFlags(options), ...measuringFlags(options, plan.seed) })]
  const folder = options.outputDir ?? stampedFolder('convergence')
  const outcome = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
    convergence(
      { plan, targets: keyed, contextLength, tokenizer, patterns, sampleIntervalSeconds, hardwareFamily },
      own,
    ),
  )
  io.stdout.write(`${validationBlock(outcome.summary, { colour: io.stdout.isTTY === true && !io.env['NO_COLOR'] })}\n`)
  io.stdout.write(`\nartifacts: ${outcome.folder}\n`)
  if (outcome.interrupted) return 130

  await promptCleanup({ wanted: options.promptCleanup, urls: outcome.reused, io })
  const failures = printFailures(outcome, { maxErrorRate: plan.maxErrorRate, io })
  const unmeasured = wereUnmeasured(outcome) ? 1 : 0
  return Math.max(exitCodeOf(options, outcome.summary, io), failures, unmeasured) as ExitCode
}

function reproduceFlags(options: ConvergenceOptions): Flags {
  return {
    target: options.target,
    'target-command': options.targetCommand,
    'target-client': options.targetClient,
    'log-file': options.logFile,
    ...targetKeyFlags(options),
    'hardware-family': options.hardwareFamily,
    'shared-stream-markers': options.sharedStreamMarkers,
    'paged-path-markers': options.pagedPathMarkers,
    'block-table-markers': options.blockTableMarkers,
    'marker-file': options.markerFile,
    'sample-interval': options.sampleInterval,
    require: options.require,
    claim: options.claim,
  }
}

function exitCodeOf(options: ConvergenceOptions, summary: ValidationSummary, io: CommandIo): ExitCode {
  const silent = summary.targets.filter((each) => each.summary.avgTtftMs === null && each.summary.avgTbtMs === null)
  if (options.require === undefined) return silent.length > 0 ? 1 : 0
  const asked = ({ claim }: ClaimVerdict) => options.claim.length === 0 || options.claim.some((each) => each === claim)
  const failed = summary.verdicts.filter((each) => asked(each) && each.verdict !== options.require)
  if (failed.length === 0) return 0
  const unmet = failed.map(({ target, claim, verdict }) => `${target} ${claim} is ${verdict}`)
  io.stderr.write(`required ${options.require}: ${unmet.join('; ')}\n`)
  return 3
}
