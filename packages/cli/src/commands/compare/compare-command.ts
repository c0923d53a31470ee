import { loadLabel } from '@sagellm-benchmark/protocol-types/comparison'
import { compare, type ComparisonOutcome, joinComparison } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { oneLine } from '../../command/report-error.js'
import { flagWords } from '../../options/flag-words.js'
import { shardOf } from '../../options/shard-of.js'
import { targetKeyFlags } from '../../options/target-keys.js'
import { joinedText } from '../run/print-kept.js'
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
  const shards = shardOf(options, io.env)
  const request = { plan, contextLength, tokenizer, self, restarts, hardwareFamily }
  if (shards !== null && shards.shard > 0) {
    const joined = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
      joinComparison({ ...request, targets: keyed }, { ...own, ...shards }),
    )
    io.stdout.write(`${joinedText(shards, joined)}\n`)
    return io.signal.aborted ? 130 : 0
  }
  const outcome = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
    compare({ ...request, targets: keyed }, { ...own, shards }),
  )
  const exitCode = printComparisonOutcome(outcome, { ...options, io })
  if (exitCode !== 130) await promptCleanup({ wanted: options.promptCleanup, urls: outcome.reused, io })
  return exitCode === 0 && options.failOn === 'worse' ? printWorse(outcome, io) : exitCode
}

/** Gate on the verdicts themselves: what is worse, by the rules of the comparison. */
function printWorse({ comparison }: Pick<ComparisonOutcome, 'comparison'>, { stderr }: CommandIo): ExitCode {
  const worse = (comparison?.verdicts ?? []).filter(({ verdict }) => verdict === 'worse')
  const names = worse.map((each) =>
    [each.target, each.metric, each.scenario, loadLabel(each)].filter(Boolean).join(' '),
  )
  if (worse.length > 0) stderr.write(`${oneLine(`sagellm-benchmark: worse than the baseline: ${names.join(', ')}`)}\n`)
  return worse.length === 0 ? 0 : 3
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
    'fail-on': options.failOn,
    ...measuringFlags(options, seed),
  }
}
