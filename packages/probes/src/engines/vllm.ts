import { defineEngineMetrics, highest, named } from './define-engine-metrics.js'

/** Ray's exporter puts its own name first, and knows no colon in a name. */
const prefixes = ['vllm:', 'ray_vllm_', 'ray_vllm:']

export const vllm = defineEngineMetrics({
  engine: 'vllm',
  description: 'vLLM and servers that keep its metric names',
  notes:
    'Prefix cache hits and queries count tokens. The usage is a share in spite of its ending _perc. A step may also read prompts only.',
  gauges: {
    requests_running: named(prefixes, 'num_requests_running'),
    requests_waiting: named(prefixes, 'num_requests_waiting'),
    kv_cache_usage: highest(prefixes, 'kv_cache_usage_perc', 'gpu_cache_usage_perc'),
  },
  counters: {
    requests: named(prefixes, 'request_success'),
    prompt_tokens: named(prefixes, 'prompt_tokens'),
    generation_tokens: named(prefixes, 'generation_tokens'),
    prefix_cache_hits: named(prefixes, 'prefix_cache_hits', 'gpu_prefix_cache_hits'),
    prefix_cache_queries: named(prefixes, 'prefix_cache_queries', 'gpu_prefix_cache_queries'),
    preemptions: named(prefixes, 'num_preemptions'),
    spec_accepted_tokens: named(prefixes, 'spec_decode_num_accepted_tokens'),
    spec_draft_tokens: named(prefixes, 'spec_decode_num_draft_tokens'),
    decode_steps: named(prefixes, 'iteration_tokens_total_count'),
  },
  latencies: {
    ttft: named(prefixes, 'time_to_first_token_seconds'),
    itl: named(prefixes, 'inter_token_latency_seconds', 'time_per_output_token_seconds'),
    e2e: named(prefixes, 'e2e_request_latency_seconds'),
    queue: named(prefixes, 'request_queue_time_seconds'),
    prefill: named(prefixes, 'request_prefill_time_seconds'),
  },
})
