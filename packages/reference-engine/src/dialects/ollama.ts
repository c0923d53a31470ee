import type { HttpAnswer, Problem, RouteContext } from './define-served-dialect.js'
import { modelsRoute, simulationMark, versionRoute } from './common-routes.js'
import { defineServedDialect } from './define-served-dialect.js'
import { usualStatus } from './problem-body.js'

/** Ollama's OpenAI surface; its native routes only where they tell what the server is. */
export const ollama = defineServedDialect({
  name: 'ollama',
  description: 'Ollama: the role on the first delta, no way to force a length, long prompts silently shortened',
  sseContentType: 'text/event-stream',
  stream: {
    role: 'first_delta',
    finish: 'own_chunk',
    cachedTokens: 'never',
    reasoning: 'reasoning',
    envelope: { system_fingerprint: 'fp_ollama' },
  },
  requests: {
    ignoreEos: false,
    minTokens: null,
    overContext: 'truncate',
    outputBeyondContext: 'clip',
    severalChoices: 'ignore',
  },
  error: ollamaError,
  // Not seen on a real server: the error body of its other answers, and a stream that just ends.
  streamError: { body: (message) => ({ error: { message, type: 'api_error' } }), done: false },
  routes: [
    { method: 'GET', path: '/', answer: () => ({ status: 200, text: 'Ollama is running' }) },
    versionRoute('/api/version'),
    modelsRoute({ ownedBy: 'library' }),
    { method: 'GET', path: '/api/tags', answer: (context) => ({ status: 200, json: { models: [model(context)] } }) },
    { method: 'GET', path: '/api/ps', answer: (context) => ({ status: 200, json: { models: [model(context)] } }) },
  ],
})

function model(context: RouteContext): Record<string, unknown> {
  const { model: name, maxModelLen } = context.engine.identity
  return { name, model: name, context_length: maxModelLen, details: { format: 'none' }, ...simulationMark(context) }
}

function ollamaError(problem: Problem): HttpAnswer {
  const { kind, message } = problem
  if (kind === 'route_not_found') return { status: 404, text: '404 page not found' }
  if (kind === 'method_not_allowed') return { status: 405, text: '405 method not allowed' }
  const status = usualStatus(problem)
  const type = status === 404 ? 'not_found_error' : status < 500 ? 'invalid_request_error' : 'api_error'
  return { status, json: { error: { message, type, param: null, code: null } } }
}
