import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { flushRoute, healthRoute, infoRoute, metricsRoute, modelsRoute, tokenizerRoutes } from './common-routes.js'
import { defineServedDialect, type Route } from './define-served-dialect.js'
import { kvUsage, metricsNamed } from './metric-families.js'
import { fastApiRouteError, nestedError, nestedStreamError } from './problem-body.js'
import { sagellmDecodeLines } from './sagellm-decode-lines.js'
import { sagellmMainline } from './sagellm-mainline.js'

/** The gateway's report of where the time of answers in one piece went; scheduling is here the wait for a place in the batch. */
const hopReportRoute: Route = {
  method: 'GET',
  path: '/v1/management/hop-report',
  answer: ({ snapshot }) => ({ status: 200, json: snapshot().hops() }),
}

/**
 * sageLLM's gateway and engine, as far as they are public: the shape of `/info` and the marker words are the engine's, the
 * log lines around the words and the metric names are this project's own.
 */
export const sagellm = defineServedDialect({
  name: 'sagellm',
  description:
    'sageLLM: /info with decode telemetry, and log lines with path markers when, and only when, a path was taken',
  headers: { server: 'uvicorn' },
  stream: { role: 'own_chunk', roleSent: 'first_output', finish: 'own_chunk', tokenIds: 'token_ids' },
  error: (problem) => fastApiRouteError(problem) ?? nestedError(problem),
  streamError: { body: nestedStreamError, done: true },
  native: true,
  routes: [
    healthRoute({ status: 200, json: { status: 'healthy' } }),
    modelsRoute({
      ownedBy: 'sagellm',
      extra: ({ engine }) => ({ max_model_len: engine.identity.maxModelLen }),
    }),
    infoRoute((context) => ({
      service: 'sagellm',
      model_path: context.engine.identity.model,
      performance_mainline: sagellmMainline(context),
    })),
    hopReportRoute,
    flushRoute('/reset_prefix_cache', () => ({ status: 200, text: '' })),
    metricsRoute(families),
    ...tokenizerRoutes,
  ],
  logDecodeStep: sagellmDecodeLines,
})

function families(snapshot: ServerSnapshot): MetricFamily[] {
  const { telemetry, finished } = snapshot
  const { counter, gauge, histogram, byReason } = metricsNamed('sagellm:', { model_name: snapshot.model })
  return [
    gauge('num_requests_running', 'Requests in the batch.', telemetry.requestsRunning),
    gauge('num_requests_waiting', 'Requests that wait for a place.', telemetry.requestsWaiting),
    gauge('kv_cache_usage_perc', 'Key-value memory in use, 1 is all of it.', kvUsage(telemetry)),
    byReason('request_success_total', 'Finished choices by finish reason.', { label: 'finished_reason', finished }),
    counter('prompt_tokens_total', 'Prompt tokens accepted.', telemetry.promptTokensTotal),
    counter('generation_tokens_total', 'Tokens generated.', telemetry.generationTokensTotal),
    counter('prefix_cache_hits_total', 'Prompt tokens found in the prefix cache.', telemetry.prefixCacheHitsTotal),
    counter('prefix_cache_queries_total', 'Prompt tokens looked up in it.', telemetry.prefixCacheQueriesTotal),
    counter('num_preemptions_total', 'Sequences that lost their place.', telemetry.preemptionsTotal),
    counter('kv_evictions_total', 'Blocks of the prefix cache given up.', telemetry.kvEvictionsTotal),
    counter('spec_decode_num_accepted_tokens_total', 'Draft tokens accepted.', telemetry.specAcceptedTokensTotal),
    counter('spec_decode_num_draft_tokens_total', 'Draft tokens proposed.', telemetry.specDraftTokensTotal),
    counter('decode_steps_total', 'Decode steps executed.', telemetry.decodeStepsTotal),
    counter('decode_shared_steps_total', 'Those with two or more requests.', telemetry.decodeSharedStepsTotal),
    histogram('time_to_first_token_seconds', 'Time to first token.', snapshot.ttft),
    histogram('inter_token_latency_seconds', 'Time between tokens.', snapshot.interToken),
    histogram('e2e_request_latency_seconds', 'Time to last token.', snapshot.endToEnd),
    histogram('request_queue_time_seconds', 'Wait for a place in the batch.', snapshot.queued),
  ]
}
