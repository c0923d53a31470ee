import { REDACTED } from './create-secret-redactor.js'
import { isSecretName, redactSecrets, type RedactOptions } from './redact-secrets.js'

/**
 * Headers as they may be shown and stored: names stay, secret values go. The scheme of an Authorization header is kept,
 * because whether it was Bearer or Basic explains a 401.
 *
 * @example redactHeaders({ Authorization: 'Bearer abc', 'X-Team': 'a' }) // { Authorization: 'Bearer [redacted]', 'X-Team': 'a' }
 */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  options: RedactOptions = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!isSecretName(name)) return [name, redactSecrets(value, options)]
      const scheme = /^(bearer|basic|digest)\s/i.exec(value)?.[1]
      return [name, scheme ? `${scheme} ${REDACTED}` : REDACTED]
    }),
  )
}
