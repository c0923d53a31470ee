import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { healthRoute, infoRoute, metricsRoute, modelsRoute, tokenizerRoutes } from './common-routes.js'
import { defineServedDialect } from './define-served-dialect.js'
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
  const labels = { model }
  const counter = (name: string, help: string, value: number | null | undefined): MetricFamily => ({
    name: `engine_${name}_total`,
    help,
    type: 'counter',
    labels,
    value: value ?? null,
  })
  const gauge = (name: string, help: string, value: number | null): MetricFamily => ({
    name: `engine_${name}`,
    help,
    type: 'gauge',
    labels,
    value,
  })
  return [
    gauge('requests_running', 'Requests in the batch.', telemetry.requestsRunning),
    gauge('requests_waiting', 'Requests that wait for a place.', telemetry.requestsWaiting),
    gauge('kv_used_tokens', 'Tokens in key-value memory.', telemetry.kvUsedTokens),
    gauge('kv_capacity_tokens', 'Room of the key-value memory in tokens.', telemetry.kvCapacityTokens),
    counter('requests', 'Requests accepted.', telemetry.requestsTotal),
    counter('prompt_tokens', 'Prompt tokens accepted.', telemetry.promptTokensTotal),
    counter('generation_tokens', 'Tokens generated.', telemetry.generationTokensTotal),
    counter('prefix_cache_queries', 'Prompt tokens looked up in the prefix cache.', telemetry.prefixCacheQueriesTotal),
    counter('prefix_cache_hits', 'Prompt tokens found there.', telemetry.prefixCacheHitsTotal),
    counter('preemptions', 'Sequences that lost their place.', telemetry.preemptionsTotal),
    counter('decode_steps', 'Decode steps executed.', telemetry.decodeStepsTotal),
    counter('decode_sequences', 'Sequences in those steps.', telemetry.decodeSequencesTotal),
    {
      name: 'engine_request_success_total',
      help: 'Finished choices by finish reason.',
      type: 'counter',
      value: Object.entries(finished).map(([reason, value]) => ({
        labels: { ...labels, finished_reason: reason },
        value,
      })),
    },
    {
      name: 'engine_time_to_first_token_seconds',
      help: 'Time to first token.',
      type: 'histogram',
      labels,
      value: ttft,
    },
    {
      name: 'engine_inter_token_latency_seconds',
      help: 'Time between tokens.',
      type: 'histogram',
      labels,
      value: interToken,
    },
    {
      name: 'engine_e2e_request_latency_seconds',
      help: 'Time to last token.',
      type: 'histogram',
      labels,
      value: endToEnd,
    },
  ]
}
