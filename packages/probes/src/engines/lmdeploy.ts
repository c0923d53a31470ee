import { defineEngineMetrics, highest, named } from './define-engine-metrics.js'

export const lmdeploy = defineEngineMetrics({
  engine: 'lmdeploy',
  description: 'LMDeploy api_server, unless started with --disable-metrics',
  notes:
    'num_api_requests_waiting counts requests before the engine and is left out of the queue. The hit rate is cached tokens over prompt tokens.',
  gauges: {
    requests_running: named('lmdeploy:', 'num_requests_running'),
    requests_waiting: named('lmdeploy:', 'num_requests_waiting'),
    kv_cache_usage: highest('lmdeploy:', 'gpu_cache_usage_perc'),
  },
  counters: {
    requests: named('lmdeploy:', 'request_success'),
    prompt_tokens: named('lmdeploy:', 'prompt_tokens'),
    generation_tokens: named('lmdeploy:', 'generation_tokens'),
    prefix_cache_hits: named('lmdeploy:', 'cached_tokens'),
    prefix_cache_queries: named('lmdeploy:', 'prompt_tokens'),
    spec_accepted_tokens: named('lmdeploy:', 'spec_decode_num_accepted_tokens'),
    spec_draft_tokens: named('lmdeploy:', 'spec_decode_num_draft_tokens'),
    decode_steps: named('lmdeploy:', 'iteration_tokens_total_count'),
  },
  latencies: {
    ttft: named('lmdeploy:', 'time_to_first_token_seconds'),
    itl: named('lmdeploy:', 'inter_token_latency_seconds', 'time_per_output_token_seconds'),
    e2e: named('lmdeploy:', 'e2e_request_latency_seconds'),
    queue: named('lmdeploy:', 'request_queue_time_seconds'),
    prefill: named('lmdeploy:', 'request_prefill_time_seconds'),
  },
})
