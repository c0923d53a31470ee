import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ComparisonPlanInput } from '@sagellm-benchmark/protocol-types/comparison'
import { resolveWorkloads } from '@sagellm-benchmark/workloads'
import { type ProfileOptions, profiles, readsFile } from './profile-options.js'

type Scenario = ComparisonPlanInput['scenarios'][number]

/**
 * The scenario of `--profile`.
 *
 * @throws BenchError `invalid_argument` where its prompts come from a file and none is named.
 */
export function profileScenario(options: ProfileOptions): Scenario {
  const { profile = 'vllm_random', datasetPath, promptTokens, outputTokens } = options
  const { source, ...lengths } = profiles[profile]
  if (readsFile(profile) && datasetPath === undefined)
    throw invalidArgument(
      '--profile',
      profile,
      'its prompts come from a file: name it with --dataset-path (nothing is downloaded)',
    )
  return {
    name: profile,
    source,
    sourceOptions: datasetPath === undefined ? {} : { path: datasetPath },
    language: 'en',
    promptTokens: promptTokens ?? lengths.promptTokens,
    outputTokens: outputTokens ?? lengths.outputTokens,
  }
}

/** The scenarios of `--supplement`. */
export function supplementScenarios({ supplement }: ProfileOptions): Scenario[] {
  return [...new Set(supplement)].flatMap((name) =>
    resolveWorkloads('query').map(({ requests: _, load: __, ...scenario }) => ({ ...scenario, supplement: name })),
  )
}
