import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { CommandIo, ExitCode } from '../../command/define-command.js'
import { endpointAddress } from '../compare/endpoint-address.js'
import { labelledValues } from '../compare/labelled-values.js'
import { measureComparison } from '../compare/measure-comparison.js'
import { flagWords } from '../compare/reproduce-script.js'
import { stampedFolder } from '../compare/stamped-folder.js'
import { writeAndTell } from '../compare/write-and-tell.js'
import type { NonstreamCompareOptions } from './nonstream-compare-options.js'

/** Name under which the one prompt of `--prompt` stands among the files of a plan. */
const GIVEN_PROMPT = '--prompt'

/** Compares endpoints by whole answers. */
export async function nonstreamCompareCommand(options: NonstreamCompareOptions, io: CommandIo): Promise<ExitCode> {
  const targets = labelledValues('--target', options.target).map(({ label, value }) => ({
    label,
    url: endpointAddress('--target', value),
    command: null,
    logFile: null,
  }))
  if (targets.length < 2) throw invalidArgument('--target', `${targets.length} targets`, 'give two or more')
  const measured = await measureComparison({
    options: { ...options, workload: [] },
    scenarios: [scenarioOf(options)],
    warmupRounds: options.warmupRounds,
    ...(options.prompt === undefined ? {} : { files: { [GIVEN_PROMPT]: JSON.stringify({ prompt: options.prompt }) } }),
    targets,
    outputDir: options.outputDir ?? stampedFolder('nonstream_compare'),
    io,
  })
  const { comparison } = measured.result
  comparison?.notices.unshift(
    'Answers came whole: the time to the first token, and between tokens, cannot be known.',
    ...(options.prompt === undefined ? [] : ['Every request had the same prompt: a prefix cache answers from memory.']),
  )
  const words = ['nonstream-compare', ...flagWords(flagsOf(options, measured.seed))]
  return writeAndTell(measured, { words, apiKey: options.apiKey, io })
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

function flagsOf(options: NonstreamCompareOptions, seed: number) {
  return {
    target: options.target,
    model: options.model,
    prompt: options.prompt,
    'batch-size': options.batchSize,
    'warmup-rounds': options.warmupRounds,
    rounds: options.rounds,
    'max-tokens': options.maxTokens,
    temperature: options.temperature,
    'request-timeout': options.requestTimeout,
    'server-wait': options.serverWait,
    'max-minutes': options.maxMinutes,
    margin: options.margin,
    seed,
    tokenizer: options.tokenizer,
  }
}
