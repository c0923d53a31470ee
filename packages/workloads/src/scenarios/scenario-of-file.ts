import { BenchError, entryNamed, type LoadPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'

const length = z.int().positive().optional()

/** Flags of `vllm bench` that a scenario fixes. One that is not known here would change the load, and is refused by name. */
const Defaults = z.strictObject({
  backend: z.string().optional(),
  endpoint: z.enum(['/v1/completions', '/v1/chat/completions']).default('/v1/completions'),
  dataset_name: z.enum(['random', 'sharegpt', 'custom', 'hf', 'sonnet', 'prefix_repetition']).default('random'),
  dataset_path: z.string().optional(),
  hf_split: z.string().optional(),
  input_len: length,
  output_len: length,
  ignore_eos: z.boolean().default(false),
  logprobs: z.int().positive().nullable().optional(),
  max_concurrency: z.int().positive().nullable().optional(),
  no_stream: z.boolean().default(false),
  num_prompts: z.int().positive().default(1000),
  num_warmups: z.int().nonnegative().default(0),
  request_rate: z.union([z.number().positive(), z.literal('inf')]).default('inf'),
  prefix_repetition_num_prefixes: z.int().positive().default(10),
  prefix_repetition_prefix_len: length,
  prefix_repetition_suffix_len: length,
})
type Defaults = z.infer<typeof Defaults>

const ScenarioFile = z.looseObject({
  scenarios: z
    .array(
      z.looseObject({
        name: z.string().min(1),
        title: z.string().optional(),
        benchmark_type: z.enum(['serve', 'throughput', 'latency']).default('serve'),
        description: z.string().optional(),
        defaults: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .min(1),
})

export type FileScenario = {
  readonly workload: WorkloadPlan
  readonly warmup: number
  readonly api: 'chat' | 'completions'
  /** What is not as `vllm bench` does it, a sentence each. */
  readonly notices: readonly string[]
}

/**
 * A scenario of a file in the form of vLLM-HUST's `official_scenarios.json`, whose entries fix flags of `vllm bench`, as a load of ours.
 *
 * @param datasetPath - where the data set lies on this machine; the file's own name of it where it is not given.
 * @throws BenchError `corrupt_data` for a file of another form, `invalid_argument` for an unknown name, and `not_implemented` for a scenario
 *   whose load cannot be made here, each naming what it is about.
 */
export function scenarioOfFile(
  json: unknown,
  {
    path,
    name,
    datasetPath,
  }: { readonly path: string; readonly name: string; readonly datasetPath?: string | undefined },
): FileScenario {
  const file = ScenarioFile.safeParse(json)
  if (!file.success) throw unreadable(path, file.error.issues[0])
  const entry = entryNamed(file.data.scenarios, { kind: 'scenario', name })
  const read = Defaults.safeParse(entry.defaults)
  if (!read.success) throw unreadable(`${path}, scenario ${name}`, read.error.issues[0])
  const wish = read.data
  const form = { serve, throughput: offline, latency }[entry.benchmark_type]
  const { load, requests, notices } = form(wish)
  const api = wish.endpoint === '/v1/chat/completions' ? 'chat' : 'completions'
  return {
    workload: WorkloadPlan.parse({
      name,
      description: entry.title ?? entry.description ?? '',
      language: 'en',
      ...promptsOf(wish, { name, datasetPath }),
      requests,
      load,
      sampling: { ignoreEos: wish.ignore_eos, stream: !wish.no_stream },
      extraBody: logprobsOf(wish, api),
    }),
    warmup: wish.num_warmups,
    api,
    notices: [...notices, ...ignoredLength(wish)],
  }
}

type Form = { readonly load: LoadPlan; readonly requests: number; readonly notices: readonly string[] }

function serve({ request_rate: rate, max_concurrency: cap = null, num_prompts: requests }: Defaults): Form {
  const load: LoadPlan =
    rate !== 'inf'
      ? { kind: 'poisson', rateRps: rate, maxConcurrency: cap, rampUpSeconds: 0 }
      : cap === null
        ? { kind: 'batch', size: requests }
        : { kind: 'closed', concurrency: cap, rampUpSeconds: 0 }
  return { load, requests, notices: [] }
}

function offline({ num_prompts: requests }: Defaults): Form {
  const notice = 'vllm bench throughput runs inside of the engine; here all requests go to the server at one instant.'
  return { load: { kind: 'batch', size: requests }, requests, notices: [notice] }
}

/** `vllm bench latency` sends batches of eight, one after the other. */
function latency(): Form {
  const notice = 'vllm bench latency runs batches of 8 inside of the engine; here they go to the server.'
  return { load: { kind: 'batch', size: 8 }, requests: 80, notices: [notice] }
}

/** `vllm bench` takes the lengths of shared prefixes from flags of their own, and says nothing of another one. */
function ignoredLength({ dataset_name: dataset, input_len: input }: Defaults): string[] {
  if (dataset !== 'prefix_repetition' || input === undefined) return []
  return [
    `vllm bench does not apply input_len ${input} to prefix_repetition; its prefix and suffix lengths count here too.`,
  ]
}

/** Lengths are those of vLLM where the scenario leaves them out. */
function promptsOf(wish: Defaults, { name, datasetPath }: { name: string; datasetPath: string | undefined }) {
  const { dataset_name: dataset, input_len: input = 1024, output_len: output = 128 } = wish
  if (dataset === 'random') return { source: 'random', promptTokens: input, outputTokens: output }
  if (dataset === 'sharegpt') {
    const path = datasetPath ?? wish.dataset_path ?? ''
    const outputs = wish.output_len === undefined ? 'reply' : 'workload'
    return { source: 'sharegpt', sourceOptions: { path, outputs }, promptTokens: input, outputTokens: output }
  }
  if (dataset === 'prefix_repetition') {
    const prefixTokens = wish.prefix_repetition_prefix_len ?? 256
    const suffixTokens = wish.prefix_repetition_suffix_len ?? 256
    return {
      source: 'prefix_repetition',
      sourceOptions: { prefixes: wish.prefix_repetition_num_prefixes, prefixTokens },
      promptTokens: prefixTokens + suffixTokens,
      outputTokens: output,
    }
  }
  if (datasetPath !== undefined)
    return { source: 'file', sourceOptions: { path: datasetPath }, promptTokens: input, outputTokens: output }
  throw unmade(
    name,
    `the data set ${wish.dataset_path ?? dataset}`,
    'give it as JSON lines of {"prompt": "..."} with --dataset-path FILE',
  )
}

function logprobsOf({ logprobs }: Defaults, api: 'chat' | 'completions'): Record<string, unknown> {
  if (logprobs == null) return {}
  return api === 'chat' ? { logprobs: true, top_logprobs: logprobs } : { logprobs }
}

function unmade(name: string, what: string, hint: string): BenchError {
  return new BenchError('not_implemented', `the scenario ${name} needs ${what}, which is not at hand`, { hint })
}

function unreadable(place: string, issue: z.core.$ZodIssue | undefined): BenchError {
  const fields = issue?.code === 'unrecognized_keys' ? `field ${issue.keys.join(', ')} is not known` : null
  const problem = fields ?? `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`
  return new BenchError('corrupt_data', `${place}: ${problem}`, {
    hint: 'it is a file in the form of official_scenarios.json: {"scenarios": [{"name", "benchmark_type", "defaults": {...}}]}',
  })
}
