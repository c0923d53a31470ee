import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { healthRoute, metricsRoute, modelsRoute } from './common-routes.js'
import { defineServedDialect } from './define-served-dialect.js'
import { kvUsage, metricsNamed } from './metric-families.js'
import { fastApiRouteError, flatError, nestedStreamError } from './problem-body.js'

/** LMDeploy's api_server of 2026. */
export const lmdeploy = defineServedDialect({
  name: 'lmdeploy',
  description: 'LMDeploy: the role on every delta, usage: null elsewhere, min_new_tokens, flat errors',
  headers: { server: 'uvicorn' },
  stream: {
    role: 'every_delta',
    heldBack: 'empty_chunk',
    finish: 'last_delta',
    usageNullElsewhere: true,
    tokenIds: 'output_ids',
  },
  requests: { minTokens: 'min_new_tokens', outputBeyondContext: 'clip' },
  error: (problem) => fastApiRouteError(problem) ?? flatError(problem),
  older: { stream: { usageOnEveryChunk: true } },
  streamError: { body: nestedStreamError, done: true },
  routes: [
    healthRoute({ status: 200, text: '' }),
    modelsRoute({
      ownedBy: 'lmdeploy',
      extra: ({ engine: { identity } }) => ({ root: identity.model, parent: null, permission: [] }),
    }),
    { method: 'GET', path: '/is_sleeping', answer: () => ({ status: 200, json: { is_sleeping: false } }) },
    metricsRoute(families),
  ],
})

function families(snapshot: ServerSnapshot): MetricFamily[] {
  const { telemetry, finished } = snapshot
  const { counter, gauge, histogram, byReason } = metricsNamed('lmdeploy:', { engine: '0', model_name: snapshot.model })
  const { prefixCacheHitsTotal: hits, prefixCacheQueriesTotal: queries } = telemetry
  return [
    gauge('num_requests_running', 'Number of requests in model execution batches.', telemetry.requestsRunning),
    gauge('num_requests_waiting', 'Number of requests waiting to be processed.', telemetry.requestsWaiting),
    gauge('num_api_requests_waiting', 'Number of requests waiting before the engine.', 0),
    gauge('gpu_cache_usage_perc', 'GPU KV-cache usage. 1 means 100 percent usage.', kvUsage(telemetry)),
    gauge('prefix_cache_hit_rate', 'Prefix cache hit rate.', hits === null || !queries ? null : hits / queries),
    counter('cached_tokens_total', 'Number of cached prompt tokens.', hits),
    counter('prompt_tokens_total', 'Number of prefill tokens processed.', telemetry.promptTokensTotal),
    counter('generation_tokens_total', 'Number of generation tokens processed.', telemetry.generationTokensTotal),
    counter('spec_decode_num_draft_tokens_total', 'Number of draft tokens.', telemetry.specDraftTokensTotal),
    counter('spec_decode_num_accepted_tokens_total', 'Number of accepted tokens.', telemetry.specAcceptedTokensTotal),
    byReason('request_success_total', 'Successfully finished requests.', { label: 'finished_reason', finished }),
    histogram('time_to_first_token_seconds', 'Time to first token in seconds.', snapshot.ttft),
    histogram('time_per_output_token_seconds', 'Time per output token in seconds.', snapshot.perOutputToken),
    histogram('e2e_request_latency_seconds', 'End-to-end request latency in seconds.', snapshot.endToEnd),
    histogram('request_queue_time_seconds', 'Time spent in WAITING phase.', snapshot.queued),
  ]
}
