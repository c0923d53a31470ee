import type { HttpAnswer, Problem } from './define-served-dialect.js'

/** The HTTP status most servers give a problem. */
export function usualStatus({ kind }: Pick<Problem, 'kind'>): number {
  return statuses[kind]
}

const statuses: Record<Problem['kind'], number> = {
  invalid_request: 400,
  invalid_json: 400,
  over_context: 400,
  unauthorized: 401,
  forbidden: 403,
  unsupported_media_type: 415,
  model_not_found: 404,
  route_not_found: 404,
  method_not_allowed: 405,
  too_large: 413,
  rate_limited: 429,
  overloaded: 503,
  unavailable: 503,
  internal: 500,
}

/** The `type` of OpenAI's own error bodies. */
export function openAiErrorType({ kind }: Pick<Problem, 'kind'>): string {
  if (kind === 'unauthorized') return 'authentication_error'
  if (kind === 'rate_limited') return 'rate_limit_error'
  if (kind === 'model_not_found' || kind === 'route_not_found') return 'not_found_error'
  return usualStatus({ kind }) >= 500 ? 'server_error' : 'invalid_request_error'
}

/** Class names as Python servers send them in `type`. */
function pythonErrorType({ kind }: Pick<Problem, 'kind'>): string {
  const status = usualStatus({ kind })
  if (status === 404) return 'NotFoundError'
  if (status === 401) return 'Unauthorized'
  if (status === 429) return 'TooManyRequestsError'
  return status >= 500 ? 'InternalServerError' : 'BadRequestError'
}

/** `{object: "error", message, type, param, code}`, as SGLang, LMDeploy and older vLLM answer. */
export function flatError(problem: Problem): HttpAnswer {
  const status = usualStatus(problem)
  const { message, param = null } = problem
  return { status, json: { object: 'error', message, type: pythonErrorType(problem), param, code: status } }
}

/** `{error: {message, type, param, code}}` with Python's class names, as newer vLLM answers. */
export function nestedError(problem: Problem): HttpAnswer {
  const status = usualStatus(problem)
  const { message, param = null } = problem
  return { status, json: { error: { message, type: pythonErrorType(problem), param, code: status } } }
}

/** FastAPI's own answer for a path it does not know; `null` for every other problem. */
export function fastApiRouteError({ kind }: Problem): HttpAnswer | null {
  if (kind === 'route_not_found') return { status: 404, json: { detail: 'Not Found' } }
  if (kind === 'method_not_allowed') return { status: 405, json: { detail: 'Method Not Allowed' } }
  return null
}

/** A failure inside a stream of a Python server, in the nested form. */
export function nestedStreamError(message: string): unknown {
  return { error: { message, type: 'InternalServerError', param: null, code: 500 } }
}
