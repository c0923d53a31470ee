import type { Problem } from './define-served-dialect.js'

/** The HTTP status most servers give a problem. */
export function usualStatus({ kind }: Problem): number {
  return statuses[kind]
}

const statuses: Record<Problem['kind'], number> = {
  invalid_request: 400,
  invalid_json: 400,
  over_context: 400,
  unauthorized: 401,
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
export function openAiErrorType({ kind }: Problem): string {
  if (kind === 'unauthorized') return 'authentication_error'
  if (kind === 'rate_limited') return 'rate_limit_error'
  if (kind === 'model_not_found' || kind === 'route_not_found') return 'not_found_error'
  return usualStatus({ kind, message: '' }) >= 500 ? 'server_error' : 'invalid_request_error'
}

/** Class names as Python servers send them in `type`. */
export function pythonErrorType({ kind }: Problem): string {
  const status = usualStatus({ kind, message: '' })
  if (status === 404) return 'NotFoundError'
  if (status === 401) return 'Unauthorized'
  if (status === 429) return 'TooManyRequestsError'
  return status >= 500 ? 'InternalServerError' : 'BadRequestError'
}
