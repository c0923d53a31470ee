/** One entry of a file in the form of vLLM-HUST's `official_scenarios.json`. */
export type OfficialScenario = {
  readonly name: string
  readonly title: string
  readonly benchmark_type: 'serve' | 'throughput' | 'latency'
  readonly description: string
  readonly tags: readonly string[]
  readonly leaderboard: object
  readonly defaults: Readonly<Record<string, unknown>>
}

const completions = { backend: 'vllm', endpoint: '/v1/completions' }
const chat = { backend: 'openai-chat', endpoint: '/v1/chat/completions' }
const random = { ...completions, dataset_name: 'random', num_prompts: 200, input_len: 1024, output_len: 256 }
const sharegpt = { dataset_name: 'sharegpt', dataset_path: 'ShareGPT_V3_unfiltered_cleaned_split.json' }
const prefixes = { ...completions, dataset_name: 'prefix_repetition', num_prompts: 200, output_len: 256 }
const coder = { ...completions, dataset_name: 'hf', dataset_path: 'likaixin/InstructCoder', num_prompts: 2048 }
const agents = { ...chat, dataset_name: 'custom', dataset_path: 'agents.jsonl', num_prompts: 32, request_rate: 1 }
const sonnet = { dataset_name: 'sonnet', dataset_path: 'benchmarks/sonnet.txt', num_prompts: 200 }

/** Scenarios on one chip, and those that are the same on several, by the number of chips behind their name. */
const families: Readonly<Record<string, { readonly chips?: readonly number[]; readonly defaults: object }>> = {
  'sharegpt-online': { chips: [2, 4], defaults: { ...completions, ...sharegpt, num_prompts: 200 } },
  'random-online': { chips: [2, 4], defaults: random },
  'prefix-repetition-online': { chips: [2, 4], defaults: { ...prefixes, input_len: 4096 } },
  'agent-research-online': { chips: [2, 4], defaults: agents },
  'sonnet-throughput': { chips: [2, 4, 8], defaults: sonnet },
  'unified-comm-online': { chips: [1, 4], defaults: { ...random, max_concurrency: 32 } },
  'sharegpt-throughput': { defaults: { ...sharegpt, num_prompts: 200 } },
  'random-latency': { defaults: { input_len: 1024, output_len: 128 } },
  'instructcoder-online': { defaults: { ...coder, request_rate: 1, no_stream: true } },
  'visionarena-online': {
    defaults: {
      ...chat,
      dataset_name: 'hf',
      dataset_path: 'lmarena-ai/VisionArena-Chat',
      hf_split: 'train',
      num_prompts: 1000,
    },
  },
  'eplb-expert-rebalance-online': { defaults: { ...random, request_rate: 4 } },
  'kv-transfer-latency': { defaults: { input_len: 4096, output_len: 64 } },
  'moe-alltoall-online': { defaults: { ...random, request_rate: 'inf' } },
  'multi-nic-throughput': { defaults: { dataset_name: 'random', num_prompts: 200, input_len: 1024, output_len: 128 } },
  'kv-tiering-prefix-online': {
    defaults: {
      ...prefixes,
      prefix_repetition_num_prefixes: 16,
      prefix_repetition_prefix_len: 2048,
      prefix_repetition_suffix_len: 128,
    },
  },
  'ngram-instructcoder-online': { defaults: { ...coder, max_concurrency: 8 } },
  'agent-cache-pressure-online': { defaults: { ...agents, max_concurrency: 16 } },
  'attention-boundary-online': { defaults: { ...random, ignore_eos: true } },
  'knorm-kv-compression-longctx': { defaults: { ...random, input_len: 8192, max_concurrency: 8, ignore_eos: true } },
  'kv-pressure-online': { defaults: { ...random, input_len: 8192, output_len: 64, max_concurrency: 16 } },
  'logprobs-online': { defaults: { ...random, logprobs: 5 } },
  'saturated-warm-cache-online': { defaults: { ...prefixes, num_warmups: 20, max_concurrency: null } },
  'slicegpt-compression-online': { defaults: { ...random, logprobs: null } },
  'spec-decode-online': { defaults: { ...random, ignore_eos: true, max_concurrency: 4 } },
}

/**
 * The 37 official scenarios of vLLM-HUST's benchmark, in the form of its `official_scenarios.json`.
 *
 * It is no copy of that file. It is written from the list of its fields and from the names in the project's table of fixed targets; where
 * a value was not known, as for most scenarios of one feature, it is one of the kind that the field takes. It shows that every field is
 * read, not that these are the loads of the project's own file.
 */
export const officialScenarios: readonly OfficialScenario[] = Object.entries(families).flatMap(
  ([family, { chips = [], defaults }]) =>
    [family, ...chips.map((count) => `${family}-${count}chip`)].map((name) => ({
      name,
      title: `The load ${name}`,
      benchmark_type: typeOf(family),
      description: 'Written from the list of fields.',
      tags: ['official'],
      leaderboard: { workload_name: name, default_config_type: name === family ? 'single_gpu' : 'multi_gpu' },
      defaults: defaults as Record<string, unknown>,
    })),
)

function typeOf(family: string): OfficialScenario['benchmark_type'] {
  if (family.endsWith('-throughput')) return 'throughput'
  return family.endsWith('-latency') ? 'latency' : 'serve'
}
