import type { DecodeStepRecord } from '@sagellm-benchmark/protocol-types/engine'
import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { healthRoute, metricsRoute, modelsRoute, versionRoute } from './common-routes.js'
import { defineServedDialect } from './define-served-dialect.js'
import { finishedTotal, kvUsage, metricsNamed } from './metric-families.js'
import { fastApiRouteError, flatError, nestedStreamError } from './problem-body.js'

/** trtllm-serve. Its error bodies were not checked against the real server; they follow its sources' flat form. */
export const trtllm = defineServedDialect({
  name: 'trtllm',
  description: 'trtllm-serve: a space before the blank line of an event, empty reasoning fields, JSON at /metrics',
  headers: { server: 'uvicorn' },
  // The end marker goes without the space.
  frame: (data) => (data === '[DONE]' ? 'data: [DONE]\n\n' : `data: ${data} \n\n`),
  stream: {
    role: 'own_chunk',
    roleSent: 'first_output',
    heldBack: 'empty_chunk',
    finish: 'last_delta',
    finishExtra: { stop_reason: null },
    continuousUsage: true,
    emptyReasoning: true,
  },
  error: (problem) => fastApiRouteError(problem) ?? flatError(problem),
  streamError: { body: nestedStreamError, done: true },
  routes: [
    healthRoute({ status: 200, text: '' }),
    versionRoute('/version'),
    modelsRoute({ ownedBy: 'tensorrt_llm' }),
    {
      method: 'GET',
      path: '/metrics',
      answer: (context) => ({ status: 200, json: iterations(context.takeDecodeSteps(), context.snapshot()) }),
    },
    metricsRoute(families, '/prometheus/metrics'),
  ],
})

/** Statistics of the iterations since the last question: whoever asks takes them away from all others. */
function iterations(steps: readonly DecodeStepRecord[], { telemetry }: ServerSnapshot): unknown[] {
  const { kvUsedTokens, kvCapacityTokens } = telemetry
  const kvCacheStats =
    kvUsedTokens === null || kvCapacityTokens === null
      ? {}
      : { kvCacheStats: { maxNumBlocks: kvCapacityTokens, usedNumBlocks: kvUsedTokens, tokensPerBlock: 1 } }
  return steps.map((step) => ({
    iter: step.stepIndex,
    iterLatencyMS: step.latencyMs,
    numActiveRequests: step.requestIds.length,
    numQueuedRequests: telemetry.requestsWaiting,
    ...kvCacheStats,
    inflightBatchingStats: { numScheduledRequests: step.activeSequences, numGenRequests: step.activeSequences },
  }))
}

function families(snapshot: ServerSnapshot): MetricFamily[] {
  const { telemetry } = snapshot
  const { counter, gauge, histogram } = metricsNamed('trtllm_', { model_name: snapshot.model })
  const { prefixCacheHitsTotal: hits, prefixCacheQueriesTotal: queries } = telemetry
  return [
    gauge('num_requests_running', 'Requests that run.', telemetry.requestsRunning),
    gauge('num_queued_requests', 'Requests that wait.', telemetry.requestsWaiting),
    gauge('kv_cache_utilization', 'Key-value memory in use.', kvUsage(telemetry)),
    gauge('kv_cache_hit_rate', 'Key-value cache hit rate.', hits === null || !queries ? null : hits / queries),
    counter('request_success_total', 'Requests finished.', finishedTotal(snapshot.finished)),
    counter('prompt_tokens_total', 'Prompt tokens.', telemetry.promptTokensTotal),
    counter('prompt_cached_tokens_total', 'Prompt tokens from the cache.', hits),
    counter('generation_tokens_total', 'Tokens generated.', telemetry.generationTokensTotal),
    histogram('time_to_first_token_seconds', 'Time to first token.', snapshot.ttft),
    histogram('time_per_output_token_seconds', 'Time per output token.', snapshot.perOutputToken),
    histogram('e2e_request_latency_seconds', 'End-to-end latency.', snapshot.endToEnd),
    histogram('request_queue_time_seconds', 'Time in the queue.', snapshot.queued),
  ]
}
