import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { flushRoute, healthRoute, metricsRoute, modelsRoute, tokenizerRoutes, versionRoute } from './common-routes.js'
import { defineServedDialect, type Route } from './define-served-dialect.js'
import { kvUsage, metricsNamed } from './metric-families.js'
import { fastApiRouteError, flatError, nestedError, nestedStreamError } from './problem-body.js'

/** vLLM of 2026, in development mode, so that its prefix cache can be reset. */
export const vllm = defineServedDialect({
  name: 'vllm',
  description: 'vLLM: an empty role chunk with the first output, the finish reason on the last token, nested errors',
  headers: { server: 'uvicorn' },
  stream: {
    role: 'own_chunk',
    roleSent: 'first_output',
    heldBack: 'empty_chunk',
    finish: 'last_delta',
    finishExtra: { stop_reason: null },
    continuousUsage: true,
    cachedTokensNeedFlag: true,
    reasoning: 'reasoning',
    tokenIds: 'token_ids',
  },
  error(problem) {
    if (problem.kind === 'unauthorized') return { status: 401, json: { error: 'Unauthorized' } }
    if (problem.kind !== 'over_context') return fastApiRouteError(problem) ?? nestedError(problem)
    const { promptTokens, maxTokens, maxModelLen } = problem
    const message = `You passed ${promptTokens} input tokens and requested ${maxTokens} output tokens. However, the model's context length is only ${maxModelLen} tokens. Please reduce the length of the input prompt.`
    return nestedError({ ...problem, message, param: 'input_tokens' })
  },
  streamError: { body: nestedStreamError, done: true },
  routes: routes(families),
  older: {
    stream: { reasoning: 'reasoning_content' },
    error: (problem) => fastApiRouteError(problem) ?? flatError(problem),
    routes: routes(olderFamilies),
  },
})

/** Everything but the names on the metrics page is the same in all versions. */
function routes(metrics: (snapshot: ServerSnapshot) => MetricFamily[]): readonly Route[] {
  return [
    healthRoute({ status: 200, text: '' }),
    { ...healthRoute({ status: 200, text: '' }), path: '/ping' },
    versionRoute('/version'),
    modelsRoute({
      ownedBy: 'vllm',
      extra: ({ engine: { identity } }) => ({
        root: identity.model,
        parent: null,
        max_model_len: identity.maxModelLen,
      }),
    }),
    {
      method: 'GET',
      path: '/load',
      answer(context) {
        const { telemetry } = context.snapshot()
        return { status: 200, json: { server_load: telemetry.requestsRunning + telemetry.requestsWaiting } }
      },
    },
    flushRoute('/reset_prefix_cache', () => ({ status: 200, text: '' })),
    metricsRoute(metrics),
    ...tokenizerRoutes,
  ]
}

/** How large the cache is stands in labels of a gauge that is always 1. */
function cacheConfig({ telemetry: { kvBlockTokens = null, kvCapacityTokens } }: ServerSnapshot): MetricFamily {
  const known = kvBlockTokens !== null && kvCapacityTokens !== null
  return {
    name: 'vllm:cache_config_info',
    help: 'Information of the LLMEngine CacheConfig',
    type: 'gauge',
    labels: known
      ? { block_size: String(kvBlockTokens), engine: '0', num_gpu_blocks: String(kvCapacityTokens / kvBlockTokens) }
      : {},
    value: known ? 1 : null,
  }
}

function olderFamilies(snapshot: ServerSnapshot): MetricFamily[] {
  return families(snapshot).map((family) => ({ ...family, name: olderNames[family.name] ?? family.name }))
}

const olderNames: Readonly<Record<string, string>> = {
  'vllm:kv_cache_usage_perc': 'vllm:gpu_cache_usage_perc',
  'vllm:prefix_cache_queries_total': 'vllm:gpu_prefix_cache_queries_total',
  'vllm:prefix_cache_hits_total': 'vllm:gpu_prefix_cache_hits_total',
  'vllm:inter_token_latency_seconds': 'vllm:time_per_output_token_seconds',
}

function families(snapshot: ServerSnapshot): MetricFamily[] {
  const { telemetry, finished } = snapshot
  const { counter, gauge, histogram, byReason } = metricsNamed('vllm:', { engine: '0', model_name: snapshot.model })
  return [
    gauge('num_requests_running', 'Number of requests in model execution batches.', telemetry.requestsRunning),
    gauge('num_requests_waiting', 'Number of requests waiting to be processed.', telemetry.requestsWaiting),
    cacheConfig(snapshot),
    gauge('kv_cache_usage_perc', 'KV-cache usage. 1 means 100 percent usage.', kvUsage(telemetry)),
    counter('prefix_cache_queries_total', 'Prefix cache queries, in tokens.', telemetry.prefixCacheQueriesTotal),
    counter('prefix_cache_hits_total', 'Prefix cache hits, in tokens.', telemetry.prefixCacheHitsTotal),
    counter('num_preemptions_total', 'Cumulative number of preemptions.', telemetry.preemptionsTotal),
    counter('prompt_tokens_total', 'Number of prefill tokens processed.', telemetry.promptTokensTotal),
    counter('generation_tokens_total', 'Number of generation tokens processed.', telemetry.generationTokensTotal),
    counter('spec_decode_num_draft_tokens_total', 'Number of draft tokens.', telemetry.specDraftTokensTotal),
    counter('spec_decode_num_accepted_tokens_total', 'Number of accepted tokens.', telemetry.specAcceptedTokensTotal),
    byReason('request_success_total', 'Successfully finished requests.', { label: 'finished_reason', finished }),
    histogram('request_prompt_tokens', 'Number of prefill tokens.', snapshot.promptTokens),
    histogram('request_generation_tokens', 'Number of generation tokens.', snapshot.generationTokens),
    histogram('time_to_first_token_seconds', 'Time to first token in seconds.', snapshot.ttft),
    histogram('inter_token_latency_seconds', 'Inter-token latency in seconds.', snapshot.interToken),
    histogram('request_time_per_output_token_seconds', 'Mean time per output token.', snapshot.meanPerToken),
    histogram('e2e_request_latency_seconds', 'End-to-end request latency in seconds.', snapshot.endToEnd),
    histogram('request_queue_time_seconds', 'Time spent in WAITING phase.', snapshot.queued),
  ]
}
