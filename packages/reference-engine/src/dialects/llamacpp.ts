import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import {
  detokenizeBody,
  healthRoute,
  metricsRoute,
  modelsRoute,
  simulationMark,
  tokenizeBody,
} from './common-routes.js'
import { defineServedDialect, type HttpAnswer, type Problem } from './define-served-dialect.js'
import { metricsNamed } from './metric-families.js'
import { usualStatus } from './problem-body.js'

/** llama-server with `--metrics`, as recorded from build b9821 of 2026-06-26. */
export const llamacpp = defineServedDialect({
  name: 'llamacpp',
  description: 'llama.cpp: the role with the first token, timings, one usage per choice, no [DONE] after an error',
  headers: { server: 'llama.cpp' },
  sseContentType: 'text/event-stream',
  sseHeaders: { 'x-accel-buffering': 'no' },
  stream: {
    role: 'own_chunk',
    roleContent: null,
    roleSent: 'with_first_output',
    finish: 'own_chunk',
    finishWithUsage: true,
    completionUsageOnFinish: true,
    usagePerChoice: true,
    timings: true,
    completionId: 'chatcmpl',
  },
  requests: { unknownModel: 'serve', minTokens: null, zeroMaxTokens: 'empty', outputBeyondContext: 'clip' },
  error: llamaError,
  streamError: { body: (message) => ({ error: { code: 500, message, type: 'server_error' } }), done: false },
  routes: [
    healthRoute({ status: 200, json: { status: 'ok' } }),
    modelsRoute({
      ownedBy: 'llamacpp',
      open: true,
      extra: ({ engine: { identity } }) => ({
        meta: { n_ctx: identity.maxModelLen, n_ctx_train: identity.maxModelLen },
      }),
      beside: (context) => ({
        models: [{ name: context.engine.identity.model, model: context.engine.identity.model, type: 'model' }],
      }),
    }),
    {
      method: 'GET',
      path: '/props',
      answer: (context) => ({
        status: 200,
        json: {
          default_generation_settings: { n_ctx: context.engine.identity.maxModelLen },
          total_slots: slots(context.engine.info()),
          model_alias: context.engine.identity.model,
          build_info: context.engine.identity.version,
          ...simulationMark(context),
        },
      }),
    },
    {
      method: 'GET',
      path: '/slots',
      answer({ engine }) {
        const { requestsRunning } = engine.telemetry()
        const n_ctx = engine.identity.maxModelLen
        const ids = Array.from({ length: slots(engine.info()) }, (_, id) => id)
        return { status: 200, json: ids.map((id) => ({ id, n_ctx, is_processing: id < requestsRunning })) }
      },
    },
    {
      method: 'POST',
      path: '/tokenize',
      answer: (context) => ({ status: 200, json: { tokens: tokenizeBody(context) ?? [] } }),
    },
    {
      method: 'POST',
      path: '/detokenize',
      answer: (context) => ({ status: 200, json: { content: detokenizeBody(context) ?? '' } }),
    },
    metricsRoute(families),
  ],
})

/** Requests that run at once; 1 where the engine does not report it. */
function slots({ max_batch_size: size }: Record<string, unknown>): number {
  return typeof size === 'number' ? size : 1
}

function llamaError(problem: Problem): HttpAnswer {
  const { message, promptTokens, maxModelLen } = problem
  const [code, type] = kinds[problem.kind] ?? [usualStatus(problem), 'server_error']
  if (problem.kind === 'over_context') {
    const text = `the request exceeds the available context size (${maxModelLen} tokens), try increasing it`
    return {
      status: code,
      json: { error: { code, message: text, type, n_prompt_tokens: promptTokens, n_ctx: maxModelLen } },
    }
  }
  return { status: code, json: { error: { code, message: code === 404 ? 'File Not Found' : message, type } } }
}

const kinds: Partial<Record<Problem['kind'], readonly [code: number, type: string]>> = {
  invalid_request: [400, 'invalid_request_error'],
  over_context: [400, 'exceed_context_size_error'],
  // A body that is no JSON is answered as the server's own failure, with the parser's text.
  invalid_json: [500, 'server_error'],
  unauthorized: [401, 'authentication_error'],
  route_not_found: [404, 'not_found_error'],
  method_not_allowed: [404, 'not_found_error'],
  unavailable: [503, 'unavailable_error'],
}

function families({ telemetry, prefillSeconds, decodeSeconds }: ServerSnapshot): MetricFamily[] {
  const { counter, gauge } = metricsNamed('llamacpp:')
  const { decodeStepsTotal: steps, decodeSequencesTotal: sequences } = telemetry
  const { promptTokensTotal: prompt, generationTokensTotal: generated } = telemetry
  return [
    counter('prompt_tokens_total', 'Number of prompt tokens processed.', prompt),
    counter('prompt_seconds_total', 'Prompt process time.', prefillSeconds),
    counter('tokens_predicted_total', 'Number of generation tokens processed.', generated),
    counter('tokens_predicted_seconds_total', 'Predict process time.', decodeSeconds),
    counter('n_decode_total', 'Total number of decode calls.', steps),
    gauge('prompt_tokens_seconds', 'Average prompt throughput.', prefillSeconds > 0 ? prompt / prefillSeconds : null),
    gauge(
      'predicted_tokens_seconds',
      'Average generation throughput.',
      decodeSeconds > 0 ? generated / decodeSeconds : null,
    ),
    gauge('requests_processing', 'Number of requests processing.', telemetry.requestsRunning),
    gauge('requests_deferred', 'Number of requests deferred.', telemetry.requestsWaiting),
    gauge('n_busy_slots_per_decode', 'Average number of busy slots per decode.', steps > 0 ? sequences / steps : null),
  ]
}
