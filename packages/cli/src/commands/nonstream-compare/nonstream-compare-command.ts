import { nonstreamCompare } from '@sagellm-benchmark/suite/compare'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { flagWords } from '../../options/flag-words.js'
import { comparedEndpoints } from '../compare/compared-endpoints.js'
import { withComparisonIo } from '../compare/comparison-io.js'
import { comparisonPlan } from '../compare/comparison-plan.js'
import { measuringFlags } from '../compare/measuring-flags.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { printComparisonOutcome } from '../compare/print-comparison.js'
import { targetKeyFlags } from '../../options/target-keys.js'
import type { NonstreamCompareOptions } from './nonstream-compare-options.js'

/** Name under which the one prompt of `--prompt` stands among the files of a plan. */
const GIVEN_PROMPT = '--prompt'

/** What other comparisons are told and this one is not. */
const unused = { maxOutputTokens: undefined, maxSeqLen: undefined, profile: undefined, supplement: [] }

/** Compares endpoints by whole answers. */
export async function nonstreamCompareCommand(options: NonstreamCompareOptions, io: CommandIo): Promise<ExitCode> {
  const { target, prompt, warmupRounds, tokenizer = null } = options
  const targets = comparedEndpoints({ target, targetCommand: [], targetClient: [], logFile: [] }, options)
  const measuring = { ...options, workload: [], ...unused }
  const given = { scenarios: [scenarioOf(options)], warmupRounds }
  const plan = await comparisonPlan(measuring, { io, given })
  const words = ['nonstream-compare', ...flagWords({ ...ownFlags(options), ...measuringFlags(measuring, plan.seed) })]
  const folder = options.outputDir ?? stampedFolder('nonstream_compare')
  const request = {
    plan,
    tokenizer,
    ...(prompt === undefined
      ? {}
      : {
          files: { [GIVEN_PROMPT]: JSON.stringify({ prompt }) },
          notices: ['Every request had the same prompt: a prefix cache answers from memory.'],
        }),
  }
  const outcome = await withComparisonIo(options, { io, folder, words, targets }, (own, keyed) =>
    nonstreamCompare({ ...request, targets: keyed }, own),
  )
  return printComparisonOutcome(outcome, { ...options, io })
}

function scenarioOf({ prompt, maxTokens, temperature }: NonstreamCompareOptions) {
  return {
    name: 'nonstream',
    ...(prompt === undefined
      ? { source: 'short_qa', promptTokens: 32 }
      : { source: 'file', sourceOptions: { path: GIVEN_PROMPT, repeat: true }, promptTokens: 1 }),
    outputTokens: maxTokens,
    sampling: { temperature, stream: false },
  }
}

function ownFlags(options: NonstreamCompareOptions) {
  return {
    target: options.target,
    ...targetKeyFlags(options),
    prompt: options.prompt,
    'warmup-rounds': options.warmupRounds,
    'max-tokens': options.maxTokens,
    temperature: options.temperature,
  }
}
