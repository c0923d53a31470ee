import { defineEngineMetrics, named } from './define-engine-metrics.js'

export const llamacpp = defineEngineMetrics({
  engine: 'llamacpp',
  description: 'llama-server of llama.cpp, started with --metrics',
  notes:
    'No request counter, no prefix cache counter and no histograms. The busy slots per decode are the mean batch size since start.',
  gauges: {
    requests_running: named('llamacpp:', 'requests_processing'),
    requests_waiting: named('llamacpp:', 'requests_deferred'),
    kv_cache_usage: { ...named('llamacpp:', 'kv_cache_usage_ratio'), combine: 'max' },
    mean_batch_size: { ...named('llamacpp:', 'n_busy_slots_per_decode'), combine: 'max' },
  },
  counters: {
    prompt_tokens: named('llamacpp:', 'prompt_tokens'),
    generation_tokens: named('llamacpp:', 'tokens_predicted'),
  },
  latencies: {},
})
