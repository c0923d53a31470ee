import { defineEngineMetrics, highest, named } from './define-engine-metrics.js'

export const vllm = defineEngineMetrics({
  engine: 'vllm',
  description: 'vLLM and servers that keep its metric names',
  notes:
    'Prefix cache hits and queries count tokens. The usage is a share in spite of its ending _perc. A step may also read prompts only.',
  gauges: {
    requests_running: named('vllm:', 'num_requests_running'),
    requests_waiting: named('vllm:', 'num_requests_waiting'),
    kv_cache_usage: highest('vllm:', 'kv_cache_usage_perc', 'gpu_cache_usage_perc'),
  },
  counters: {
    requests: named('vllm:', 'request_success'),
    prompt_tokens: named('vllm:', 'prompt_tokens'),
    generation_tokens: named('vllm:', 'generation_tokens'),
    prefix_cache_hits: named('vllm:', 'prefix_cache_hits', 'gpu_prefix_cache_hits'),
    prefix_cache_queries: named('vllm:', 'prefix_cache_queries', 'gpu_prefix_cache_queries'),
    preemptions: named('vllm:', 'num_preemptions'),
    spec_accepted_tokens: named('vllm:', 'spec_decode_num_accepted_tokens'),
    spec_draft_tokens: named('vllm:', 'spec_decode_num_draft_tokens'),
    decode_steps: named('vllm:', 'iteration_tokens_total_count'),
  },
  latencies: {
    ttft: named('vllm:', 'time_to_first_token_seconds'),
    itl: named('vllm:', 'inter_token_latency_seconds', 'time_per_output_token_seconds'),
    e2e: named('vllm:', 'e2e_request_latency_seconds'),
    queue: named('vllm:', 'request_queue_time_seconds'),
    prefill: named('vllm:', 'request_prefill_time_seconds'),
  },
})
