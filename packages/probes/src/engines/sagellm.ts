import { defineEngineMetrics, type MetricReference } from './define-engine-metrics.js'

/** Both separators, because no public page of the engine's metrics was found that would settle it. */
const either = (...names: string[]): MetricReference => ({
  names: names.flatMap((name) => [`sagellm:${name}`, `sagellm_${name}`]),
})

export const sagellm = defineEngineMetrics({
  engine: 'sagellm',
  description: 'sageLLM engine and gateway, and the reference engine in its dialect',
  notes:
    'The gateway counts requests by path and status; its engine exports an empty page, and counts in /info. The other names are the ones the reference engine uses, with either separator.',
  gauges: {
    requests_running: either('num_requests_running', 'requests_running', 'gateway_active_requests'),
    requests_waiting: either('num_requests_waiting', 'requests_waiting'),
    kv_cache_usage: { ...either('kv_cache_usage_perc', 'kv_cache_usage', 'kv_cache_usage_ratio'), combine: 'max' },
  },
  counters: {
    requests: {
      names: [...either('request_success', 'requests').names, 'sagellm_gateway_http_requests'],
      only: { path: /^\/v1\/(chat\/)?completions$/, status: /^200$/ },
    },
    prompt_tokens: either('prompt_tokens'),
    generation_tokens: either('generation_tokens', 'output_tokens'),
    prefix_cache_hits: either('prefix_cache_hits'),
    prefix_cache_queries: either('prefix_cache_queries'),
    preemptions: either('num_preemptions', 'preemptions'),
    evictions: either('kv_evictions', 'evictions'),
    spec_accepted_tokens: either('spec_decode_num_accepted_tokens', 'spec_accepted_tokens'),
    spec_draft_tokens: either('spec_decode_num_draft_tokens', 'spec_draft_tokens'),
    decode_steps: either('decode_steps'),
  },
  latencies: {
    ttft: either('time_to_first_token_seconds', 'ttft_seconds'),
    itl: either('inter_token_latency_seconds', 'time_per_output_token_seconds'),
    e2e: either('e2e_request_latency_seconds'),
    queue: either('request_queue_time_seconds'),
  },
})
