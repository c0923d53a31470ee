import { defineEngineMetrics, named, sumOf } from './define-engine-metrics.js'

export const llamacpp = defineEngineMetrics({
  engine: 'llamacpp',
  description: 'llama-server of llama.cpp, started with --metrics',
  notes:
    'No request counter and no histograms. Prompt tokens of the cache are counted apart from those that were computed; builds before 2026 do not count them. A decode call may also read a prompt.',
  gauges: {
    requests_running: named('llamacpp:', 'requests_processing'),
    requests_waiting: named('llamacpp:', 'requests_deferred'),
    kv_cache_usage: { ...named('llamacpp:', 'kv_cache_usage_ratio'), combine: 'max' },
    mean_batch_size: { ...named('llamacpp:', 'n_busy_slots_per_decode'), combine: 'max' },
  },
  counters: {
    prompt_tokens: sumOf('llamacpp:', 'prompt_tokens', 'prompt_tokens_cached'),
    generation_tokens: named('llamacpp:', 'tokens_predicted'),
    prefix_cache_hits: named('llamacpp:', 'prompt_tokens_cached'),
    prefix_cache_queries: sumOf('llamacpp:', 'prompt_tokens', 'prompt_tokens_cached'),
    spec_accepted_tokens: named('llamacpp:', 'spec_decode_num_accepted_tokens'),
    spec_draft_tokens: named('llamacpp:', 'spec_decode_num_draft_tokens'),
    decode_steps: named('llamacpp:', 'n_decode'),
  },
  latencies: {},
})
