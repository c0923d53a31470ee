import { defineEngineMetrics, highest, named } from './define-engine-metrics.js'

/** Exporters that know no colon in a name write an underscore. */
const prefixes = ['sglang:', 'sglang_']

export const sglang = defineEngineMetrics({
  engine: 'sglang',
  description: 'SGLang, started with --enable-metrics',
  notes:
    'sglang:cache_hit_rate is a gauge of the last batch and is not used; the hit rate is cached tokens over prompt tokens. A retraction is what others call a preemption.',
  gauges: {
    requests_running: named(prefixes, 'num_running_reqs'),
    requests_waiting: named(prefixes, 'num_queue_reqs'),
    kv_cache_usage: highest(prefixes, 'token_usage'),
    spec_accept_rate: highest(prefixes, 'spec_accept_rate'),
  },
  counters: {
    requests: named(prefixes, 'num_requests'),
    prompt_tokens: named(prefixes, 'prompt_tokens'),
    generation_tokens: named(prefixes, 'generation_tokens'),
    prefix_cache_hits: named(prefixes, 'cached_tokens'),
    prefix_cache_queries: named(prefixes, 'prompt_tokens'),
    preemptions: named(prefixes, 'num_retracted_requests'),
    evicted_tokens: named(prefixes, 'evicted_tokens'),
  },
  latencies: {
    ttft: named(prefixes, 'time_to_first_token_seconds'),
    itl: named(prefixes, 'inter_token_latency_seconds', 'time_per_output_token_seconds'),
    e2e: named(prefixes, 'e2e_request_latency_seconds'),
    queue: named(prefixes, 'queue_time_seconds'),
    prefill: {
      ...named(prefixes, 'per_stage_req_latency_seconds'),
      only: { stage: /^prefill_forward$/ },
    },
  },
})
