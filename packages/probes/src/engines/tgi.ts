import { defineEngineMetrics, named } from './define-engine-metrics.js'

export const tgi = defineEngineMetrics({
  engine: 'tgi',
  description: 'Text Generation Inference',
  notes:
    'Token counts are the sums of the histograms over requests. The time per token is a mean per request, so its mean is not weighted by tokens.',
  gauges: {
    requests_running: named('tgi_', 'batch_current_size'),
    requests_waiting: named('tgi_', 'queue_size'),
  },
  counters: {
    requests: named('tgi_', 'request_success'),
    prompt_tokens: named('tgi_', 'request_input_length_sum'),
    generation_tokens: named('tgi_', 'request_generated_tokens_sum'),
    decode_steps: { ...named('tgi_', 'batch_inference_count'), only: { method: /^(decode|next_token)$/ } },
  },
  latencies: {
    itl: named('tgi_', 'request_mean_time_per_token_duration'),
    e2e: named('tgi_', 'request_duration'),
    queue: named('tgi_', 'request_queue_duration'),
  },
})
