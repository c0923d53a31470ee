import { compare } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { flagWords } from '../../options/flag-words.js'
import { targetKeyFlags } from '../../options/target-keys.js'
import type { CompareOptions } from './compare-options.js'
import { comparedEndpoints } from './compared-endpoints.js'
import { withComparisonIo } from './comparison-io.js'
import { comparisonPlan } from './comparison-plan.js'
import { measuringFlags } from './measuring-flags.js'
import { promptCleanup } from './prompt-cleanup.js'
import { stampedFolder } from './stamped-folder.js'
import { printComparisonOutcome } from './print-comparison.js'

/** Measures endpoints against each other and says which is faster, and by how much. */
export async function compareCommand(options: CompareOptions, io: CommandIo): Promise<ExitCode> {
  const { self, restarts, tokenizer = null, maxSeqLen: contextLength = null, hardwareFamily = null } = options
  const targets = comparedEndpoints(options, options)
  const plan = await comparisonPlan(options, { io })
  const words = ['compare', ...flagWords(reproduceFlags(options, plan.seed))]
  const folder = options.outputDir ?? stampedFolder('compare')
  const outcome = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
    compare({ plan, targets: keyed, contextLength, tokenizer, self, restarts, hardwareFamily }, own),
  )
  const exitCode = printComparisonOutcome(outcome, { ...options, io })
  if (exitCode !== 130) await promptCleanup({ wanted: options.promptCleanup, urls: outcome.reused, io })
  return exitCode
}

function reproduceFlags(options: CompareOptions, seed: number) {
  return {
    target: options.target,
    'target-command': options.targetCommand,
    'target-client': options.targetClient,
    'log-file': options.logFile,
    ...targetKeyFlags(options),
    self: options.self,
    'hardware-family': options.hardwareFamily,
    restarts: options.restarts === 1 ? undefined : options.restarts,
    ...measuringFlags(options, seed),
  }
}
