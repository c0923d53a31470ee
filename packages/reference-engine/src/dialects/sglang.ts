import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { flushRoute, healthRoute, metricsRoute, modelsRoute, simulationMark, tokenizerRoutes } from './common-routes.js'
import { defineServedDialect, type HttpAnswer, type Route, type RouteContext } from './define-served-dialect.js'
import { finishedTotal, kvUsage, metricsNamed } from './metric-families.js'
import { fastApiRouteError, flatError, nestedStreamError } from './problem-body.js'

/** SGLang with `--enable-metrics`. */
export const sglang = defineServedDialect({
  name: 'sglang',
  description: 'SGLang: a finish chunk with matched_stop, flat errors, cached tokens only on request and when positive',
  headers: { server: 'uvicorn' },
  stream: {
    role: 'own_chunk',
    roleSent: 'first_output',
    finish: 'own_chunk',
    finishExtra: { matched_stop: null },
    continuousUsage: true,
    cachedTokens: 'when_positive',
    cachedTokensNeedFlag: true,
  },
  error(problem) {
    if (problem.kind === 'unauthorized') return { status: 401, json: { error: 'Unauthorized' } }
    if (problem.kind !== 'over_context') return fastApiRouteError(problem) ?? flatError(problem)
    const { promptTokens, maxTokens, maxModelLen } = problem
    const message = `Requested token count exceeds the model's maximum context length of ${maxModelLen} tokens. You requested a total of ${(promptTokens ?? 0) + (maxTokens ?? 0)} tokens: ${promptTokens} tokens from the input messages and ${maxTokens} tokens for the completion.`
    return flatError({ ...problem, message })
  },
  streamError: { body: nestedStreamError, done: true },
  routes: [
    healthRoute({ status: 200, text: '' }),
    { ...healthRoute({ status: 200, text: '' }), path: '/health_generate' },
    modelsRoute({
      ownedBy: 'sglang',
      extra: ({ engine: { identity } }) => ({ root: identity.model, max_model_len: identity.maxModelLen }),
    }),
    get('/server_info', serverInfo),
    get('/get_server_info', serverInfo),
    get('/get_model_info', modelInfo),
    get('/model_info', modelInfo),
    get('/get_load', (context) => {
      const { telemetry } = context.snapshot()
      const load = { dp_rank: 0, num_reqs: telemetry.requestsRunning + telemetry.requestsWaiting }
      return [{ ...load, num_waiting_reqs: telemetry.requestsWaiting, num_tokens: telemetry.kvUsedTokens }]
    }),
    flushRoute('/flush_cache', flushed),
    { ...flushRoute('/flush_cache', flushed), method: 'GET' },
    metricsRoute(families),
    ...tokenizerRoutes,
  ],
})

function get(path: string, json: (context: RouteContext) => unknown): Route {
  return { method: 'GET', path, answer: (context) => ({ status: 200, json: json(context) }) }
}

function serverInfo(context: RouteContext): unknown {
  const { identity } = context.engine
  const { telemetry } = context.snapshot()
  return {
    model_path: identity.model,
    served_model_name: identity.model,
    context_length: identity.maxModelLen,
    enable_metrics: true,
    version: identity.version,
    internal_states: [{ last_gen_throughput: null, num_running_reqs: telemetry.requestsRunning }],
    ...simulationMark(context),
  }
}

function modelInfo(context: RouteContext): unknown {
  return { model_path: context.engine.identity.model, is_generation: true, ...simulationMark(context) }
}

/** A refusal is a 200 as well: only its text says so. */
function flushed({ busy }: { readonly busy: boolean }): HttpAnswer {
  return { status: 200, text: busy ? 'Cache not flushed because requests are running.\n' : 'Cache flushed.\n' }
}

function families(snapshot: ServerSnapshot): MetricFamily[] {
  const { telemetry } = snapshot
  const { counter, gauge, histogram } = metricsNamed('sglang:', { model_name: snapshot.model })
  const { prefixCacheHitsTotal: hits, prefixCacheQueriesTotal: queries } = telemetry
  return [
    gauge('num_running_reqs', 'The number of running requests.', telemetry.requestsRunning),
    gauge('num_queue_reqs', 'The number of requests in the waiting queue.', telemetry.requestsWaiting),
    gauge('num_used_tokens', 'The number of used tokens.', telemetry.kvUsedTokens),
    gauge('token_usage', 'The token usage.', kvUsage(telemetry)),
    gauge('cache_hit_rate', 'The prefix cache hit rate.', hits === null || !queries ? null : hits / queries),
    counter('num_requests_total', 'Number of requests processed.', finishedTotal(snapshot.finished)),
    counter('prompt_tokens_total', 'Number of prefill tokens processed.', telemetry.promptTokensTotal),
    counter('generation_tokens_total', 'Number of generation tokens processed.', telemetry.generationTokensTotal),
    counter('cached_tokens_total', 'Number of cached prompt tokens.', hits),
    counter('num_retracted_requests_total', 'Number of retracted requests.', telemetry.preemptionsTotal),
    counter('evicted_tokens_total', 'Number of evicted blocks.', telemetry.kvEvictionsTotal),
    histogram('time_to_first_token_seconds', 'Histogram of time to first token in seconds.', snapshot.ttft),
    histogram('inter_token_latency_seconds', 'Histogram of inter-token latency in seconds.', snapshot.interToken),
    histogram('time_per_output_token_seconds', 'Histogram of time per output token.', snapshot.perOutputToken),
    histogram('e2e_request_latency_seconds', 'Histogram of end-to-end request latency.', snapshot.endToEnd),
  ]
}
