import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { healthRoute, infoRoute, metricsRoute, modelsRoute, tokenizerRoutes } from './common-routes.js'
import { defineServedDialect } from './define-served-dialect.js'
import { metricsNamed } from './metric-families.js'
import { openAiErrorType, usualStatus } from './problem-body.js'

/** The protocol as OpenAI documents it, with the surfaces of self-hosted engines beside it. */
export const openai = defineServedDialect({
  name: 'openai',
  description: 'the protocol as OpenAI documents it: a role chunk at once, a finish chunk, usage last',
  stream: { role: 'own_chunk', roleSent: 'accepted', usageNullElsewhere: true },
  requests: { minTokens: 'min_tokens' },
  error: (problem) => ({
    status: problem.kind === 'overloaded' ? 429 : usualStatus(problem),
    json: {
      error: {
        message: problem.message,
        type: openAiErrorType(problem),
        param: problem.param ?? null,
        code: codes[problem.kind] ?? null,
      },
    },
  }),
  streamError: {
    body: (message) => ({ error: { message, type: 'server_error', param: null, code: null } }),
    done: true,
  },
  routes: [
    healthRoute({ status: 200, json: { status: 'ok' } }),
    modelsRoute({
      ownedBy: 'openai-compatible',
      extra: ({ engine }) => ({ max_model_len: engine.identity.maxModelLen }),
    }),
    infoRoute(),
    metricsRoute(families),
    ...tokenizerRoutes,
  ],
})

const codes: Partial<Record<string, string>> = {
  over_context: 'context_length_exceeded',
  model_not_found: 'model_not_found',
  unauthorized: 'invalid_api_key',
  rate_limited: 'rate_limit_exceeded',
}

function families({ telemetry, ttft, interToken, endToEnd, finished, model }: ServerSnapshot): MetricFamily[] {
  const { counter, gauge, histogram, byReason } = metricsNamed('engine_', { model })
  return [
    gauge('requests_running', 'Requests in the batch.', telemetry.requestsRunning),
    gauge('requests_waiting', 'Requests that wait for a place.', telemetry.requestsWaiting),
    gauge('kv_used_tokens', 'Tokens in key-value memory.', telemetry.kvUsedTokens),
    gauge('kv_capacity_tokens', 'Room of the key-value memory in tokens.', telemetry.kvCapacityTokens),
    counter('requests_total', 'Requests accepted.', telemetry.requestsTotal),
    counter('prompt_tokens_total', 'Prompt tokens accepted.', telemetry.promptTokensTotal),
    counter('generation_tokens_total', 'Tokens generated.', telemetry.generationTokensTotal),
    counter(
      'prefix_cache_queries_total',
      'Prompt tokens looked up in the prefix cache.',
      telemetry.prefixCacheQueriesTotal,
    ),
    counter('prefix_cache_hits_total', 'Prompt tokens found there.', telemetry.prefixCacheHitsTotal),
    counter('preemptions_total', 'Sequences that lost their place.', telemetry.preemptionsTotal),
    counter('decode_steps_total', 'Decode steps executed.', telemetry.decodeStepsTotal),
    counter('decode_sequences_total', 'Sequences in those steps.', telemetry.decodeSequencesTotal),
    byReason('request_success_total', 'Finished choices by finish reason.', { label: 'finished_reason', finished }),
    histogram('time_to_first_token_seconds', 'Time to first token.', ttft),
    histogram('inter_token_latency_seconds', 'Time between tokens.', interToken),
    histogram('e2e_request_latency_seconds', 'Time to last token.', endToEnd),
  ]
}
