import { invalidArgument, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { traceFormats } from '@sagellm-benchmark/workloads/traces'
import type { RunOptions } from './run-options.js'

/** Where the prompts of a workload come from, as the flags say. */
export type PromptsOf = Pick<WorkloadPlan, 'source' | 'sourceOptions'> &
  Partial<Pick<WorkloadPlan, 'promptTokens' | 'sharedPrefixTokens'>>

/** Names of other tools for formats that have another name here. */
const otherNames: Readonly<Record<string, string>> = {
  random_pool: 'single_turn',
  mooncake_trace: 'mooncake',
  bailian_trace: 'bailian',
  burst_gpt_trace: 'burstgpt',
  lmsys: 'lmsys_chat',
}
/** Other tools draw from these in random order. */
const shuffled: ReadonlySet<string> = new Set(['random_pool'])
/** What vLLM's benchmark takes where nothing is said. */
const repetition = { prefixes: 10, prefixTokens: 256, suffixTokens: 256 }

/**
 * A data set, or shared prefixes, beside the project's own texts, which the original calls default, or synthetic.
 *
 * @returns `null` where the flags name none.
 * @throws BenchError `invalid_argument` for a data set that nobody knows, and one without its file.
 */
export function promptsOf(options: RunOptions, workload: WorkloadPlan | null): PromptsOf | null {
  const { datasetPath } = options
  const dataset = options.dataset?.toLowerCase().replaceAll('-', '_')
  if (dataset === 'random_tokens') return { source: 'random_tokens', sourceOptions: {} }
  const own = dataset === undefined || dataset === 'default' || dataset === 'synthetic' || dataset === 'random'
  if (dataset === 'prefix_repetition' || (own && sharesPrefixes(options))) return sharedPrefixes(options, workload)
  if (own) return dataset === 'random' ? { source: 'random', sourceOptions: {} } : null
  const format = otherNames[dataset] ?? dataset
  const isSource = format === 'file' || format === 'sharegpt'
  if (!isSource && !traceFormats.some(({ name }) => name === format))
    throw invalidArgument(
      '--dataset',
      options.dataset,
      `known: random, prefix_repetition, file, ${traceFormats.map(({ name }) => name).join(', ')}`,
    )
  if (datasetPath === undefined)
    throw invalidArgument('--dataset', options.dataset, 'add --dataset-path FILE, or hf://OWNER/NAME/FILE of a hub')
  if (isSource) return { source: format, sourceOptions: { path: datasetPath, ...wishesOf(options, 'reply') } }
  const order = shuffled.has(dataset) ? { order: 'random' } : {}
  const repeat = shuffled.has(dataset) ? { repeat: true } : {}
  const outputs = options.outputTokens === undefined ? {} : { outputs: 'workload' }
  return {
    source: 'data_set',
    sourceOptions: { path: datasetPath, format, ...order, ...repeat, ...outputs, ...wishesOf(options, 'row') },
  }
}

/** @param recorded - the source's word for answers as long as its file says. */
function wishesOf(options: RunOptions, recorded: 'reply' | 'row'): Record<string, unknown> {
  const { datasetRepeat, datasetOutputs, minPromptTokens, maxPromptTokens } = options
  return {
    ...(datasetRepeat ? { repeat: true } : {}),
    ...(datasetOutputs === undefined ? {} : { outputs: datasetOutputs === 'reply' ? recorded : datasetOutputs }),
    ...(minPromptTokens === undefined ? {} : { minPromptTokens }),
    ...(maxPromptTokens === undefined ? {} : { maxPromptTokens }),
  }
}

function sharesPrefixes({ prefixHitRate, prefixes, suffixTokens }: RunOptions): boolean {
  return prefixHitRate !== undefined || prefixes !== undefined || suffixTokens !== undefined
}

function sharedPrefixes(options: RunOptions, workload: WorkloadPlan | null): PromptsOf {
  const named = options.dataset !== undefined && options.dataset !== 'random'
  const prefixes = options.prefixes ?? (named && options.prefixHitRate === undefined ? repetition.prefixes : 1)
  if (options.prefixHitRate !== undefined) {
    const promptTokens = options.promptTokens ?? workload?.promptTokens
    const sourceOptions = { prefixes, hitRate: options.prefixHitRate }
    const lengths = promptTokens === undefined ? {} : { promptTokens }
    return { source: 'prefix_repetition', sourceOptions, sharedPrefixTokens: 0, ...lengths }
  }
  const prefixTokens = options.sharedPrefixTokens || repetition.prefixTokens
  return {
    source: 'prefix_repetition',
    sourceOptions: { prefixes, prefixTokens },
    promptTokens: options.promptTokens ?? prefixTokens + (options.suffixTokens ?? repetition.suffixTokens),
    sharedPrefixTokens: 0,
  }
}
