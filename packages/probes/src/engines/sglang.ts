import { defineEngineMetrics, highest, named } from './define-engine-metrics.js'

export const sglang = defineEngineMetrics({
  engine: 'sglang',
  description: 'SGLang, started with --enable-metrics',
  notes:
    'sglang:cache_hit_rate is a gauge of the last batch and is not used; the hit rate is cached tokens over prompt tokens. A retraction is what others call a preemption.',
  gauges: {
    requests_running: named('sglang:', 'num_running_reqs'),
    requests_waiting: named('sglang:', 'num_queue_reqs'),
    kv_cache_usage: highest('sglang:', 'token_usage'),
    spec_accept_rate: highest('sglang:', 'spec_accept_rate'),
  },
  counters: {
    requests: named('sglang:', 'num_requests'),
    prompt_tokens: named('sglang:', 'prompt_tokens'),
    generation_tokens: named('sglang:', 'generation_tokens'),
    prefix_cache_hits: named('sglang:', 'cached_tokens'),
    prefix_cache_queries: named('sglang:', 'prompt_tokens'),
    preemptions: named('sglang:', 'num_retracted_requests'),
    evicted_tokens: named('sglang:', 'evicted_tokens'),
  },
  latencies: {
    ttft: named('sglang:', 'time_to_first_token_seconds'),
    itl: named('sglang:', 'inter_token_latency_seconds', 'time_per_output_token_seconds'),
    e2e: named('sglang:', 'e2e_request_latency_seconds'),
    queue: named('sglang:', 'queue_time_seconds'),
    prefill: {
      ...named('sglang:', 'per_stage_req_latency_seconds'),
      only: { stage: /^prefill_forward$/ },
    },
  },
})
