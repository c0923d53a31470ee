import { REDACTED } from './create-secret-redactor.js'
import { isSecretName, redactSecrets, type RedactOptions } from './redact-secrets.js'

/**
 * A JSON value without its secrets: strings behind a secret name are replaced, all other strings are searched as texts.
 * Numbers, names and the shape stay, and the result is still JSON.
 *
 * @throws RangeError for a value nested so deeply that the stack ends.
 * @example redactJson({ api_key: 'abc', model: 'm' }) // { api_key: '[redacted]', model: 'm' }
 */
export function redactJson(value: unknown, options: RedactOptions = {}): unknown {
  if (typeof value === 'string') return redactSecrets(value, options)
  if (Array.isArray(value)) return value.map((item) => redactJson(item, options))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const secret = isSecretName(name) && typeof item === 'string' && item !== ''
      return [name, secret ? REDACTED : redactJson(item, options)]
    }),
  )
}
