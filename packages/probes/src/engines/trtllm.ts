import { defineEngineMetrics, highest, named } from './define-engine-metrics.js'

export const trtllm = defineEngineMetrics({
  engine: 'trtllm',
  description: 'trtllm-serve: /prometheus/metrics as text, /metrics as JSON iteration statistics',
  notes:
    'The JSON holds the iterations since it was last asked for, so whoever else reads it takes numbers away. Names without prefix come from gateways that pass them on as trtllm: or trtllm_.',
  gauges: {
    requests_running: named(
      'trtllm',
      '_num_requests_running',
      '_num_active_requests',
      '_iteration:num_active_requests',
    ),
    requests_waiting: named('trtllm', '_num_queued_requests', '_server_queue_length', '_iteration:num_queued_requests'),
    kv_cache_usage: highest('trtllm', '_kv_cache_utilization', '_iteration:kv_cache_utilization'),
  },
  counters: {
    requests: named('trtllm', '_request_success', ':request_success'),
    prompt_tokens: named('trtllm', '_prompt_tokens'),
    generation_tokens: named('trtllm', '_generation_tokens'),
    prefix_cache_hits: named('trtllm', '_prompt_cached_tokens'),
    prefix_cache_queries: named('trtllm', '_prompt_tokens'),
    decode_steps: named('trtllm', '_iteration:iter'),
  },
  latencies: {
    ttft: named('trtllm', '_time_to_first_token_seconds', ':time_to_first_token_seconds'),
    itl: named('trtllm', '_time_per_output_token_seconds', ':time_per_output_token_seconds'),
    e2e: named('trtllm', '_e2e_request_latency_seconds', ':e2e_request_latency_seconds'),
    queue: named('trtllm', '_request_queue_time_seconds', ':request_queue_time_seconds'),
  },
})
