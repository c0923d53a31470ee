import type { MetricFamily } from '../server/prometheus-text.js'
import type { ServerSnapshot } from '../server/server-snapshot.js'
import { healthRoute, metricsRoute, modelsRoute, simulationMark, tokenizeBody } from './common-routes.js'
import { defineServedDialect, type HttpAnswer, type Problem } from './define-served-dialect.js'
import { finishedTotal, metricsNamed } from './metric-families.js'
import { usualStatus } from './problem-body.js'

/** Hugging Face's Text Generation Inference, last state of 2026-01. */
export const tgi = defineServedDialect({
  name: 'tgi',
  description:
    'TGI: the role on every delta, a usage chunk with an empty id, text errors with 422, keep-alive comments',
  headers: { 'x-compute-type': 'cpu' },
  sseContentType: 'text/event-stream',
  keepAlive: { everyMs: 15_000, text: ':\n\n' },
  stream: { role: 'every_delta', finish: 'last_delta', usageId: 'empty', cachedTokens: 'never' },
  requests: { unknownModel: 'serve', ignoreEos: false, minTokens: null, severalChoices: 'ignore' },
  error: tgiError,
  streamError: { body: (message) => ({ error: { message, http_status_code: 422 } }), done: true },
  routes: [
    healthRoute({ status: 200, text: '' }),
    { ...healthRoute({ status: 200, text: '' }), path: '/ping' },
    modelsRoute({ ownedBy: 'text-generation-inference' }),
    {
      method: 'GET',
      path: '/info',
      answer(context) {
        const { identity } = context.engine
        const lengths = { max_input_tokens: identity.maxModelLen - 1, max_total_tokens: identity.maxModelLen }
        const version = { version: identity.version, sha: null, docker_label: null, router: 'text-generation-router' }
        return { status: 200, json: { model_id: identity.model, ...lengths, ...version, ...simulationMark(context) } }
      },
    },
    {
      method: 'POST',
      path: '/tokenize',
      answer(context) {
        const ids = tokenizeBody(context)
        if (ids === null) return tgiError({ kind: 'invalid_request', message: 'missing field `inputs`' })
        let start = 0
        const tokens = ids.map((id) => {
          const text = context.engine.tokenizer.decode([id])
          const token = { id, text, start, stop: start + text.length }
          start = token.stop
          return token
        })
        return { status: 200, json: tokens }
      },
    },
    metricsRoute(families),
  ],
})

function tgiError(problem: Problem): HttpAnswer {
  if (problem.kind === 'route_not_found') return { status: 404, text: '' }
  if (problem.kind === 'method_not_allowed') return { status: 405, text: '' }
  const [status, type] = kinds[problem.kind] ?? [usualStatus(problem), 'generation']
  const { promptTokens, maxTokens, maxModelLen } = problem
  const message =
    problem.kind === 'over_context'
      ? `Input validation error: \`inputs\` tokens + \`max_new_tokens\` must be <= ${maxModelLen}. Given: ${promptTokens} \`inputs\` tokens and ${maxTokens} \`max_new_tokens\``
      : problem.message
  return { status, json: { error: message, error_type: type } }
}

const kinds: Partial<Record<Problem['kind'], readonly [status: number, type: string]>> = {
  invalid_request: [422, 'validation'],
  invalid_json: [422, 'validation'],
  over_context: [422, 'validation'],
  rate_limited: [429, 'overloaded'],
  overloaded: [429, 'overloaded'],
  internal: [424, 'generation'],
}

function families(snapshot: ServerSnapshot): MetricFamily[] {
  const { telemetry } = snapshot
  const { counter, gauge, histogram } = metricsNamed('tgi_')
  return [
    gauge('batch_current_size', 'Requests in the current batch.', telemetry.requestsRunning),
    gauge('batch_current_max_tokens', 'Tokens the current batch may grow to.', telemetry.kvUsedTokens),
    gauge('queue_size', 'Requests in the queue.', telemetry.requestsWaiting),
    counter('request_count', 'Requests received.', telemetry.requestsTotal),
    counter('request_success', 'Requests served.', finishedTotal(snapshot.finished)),
    histogram('request_input_length', 'Prompt tokens of a request.', snapshot.promptTokens),
    histogram('request_generated_tokens', 'Tokens generated for a request.', snapshot.generationTokens),
    histogram('request_duration', 'Duration of a request in seconds.', snapshot.endToEnd),
    histogram('request_queue_duration', 'Time in the queue in seconds.', snapshot.queued),
    histogram('request_mean_time_per_token_duration', 'Mean time per token of a request.', snapshot.meanPerToken),
  ]
}
