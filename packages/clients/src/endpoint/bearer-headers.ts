import { type ApiKey, keyNow } from './key-source.js'

/**
 * Headers with the key of this moment as a bearer token, names in lower case. A header that the user gave goes before the key.
 *
 * @example bearerHeaders({ 'X-Team': 'a' }, 'abc') // { authorization: 'Bearer abc', 'x-team': 'a' }
 */
export function bearerHeaders(
  headers: Readonly<Record<string, string>>,
  apiKey: ApiKey | null | undefined,
): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const key = keyNow(apiKey)
  return { ...(key ? { authorization: `Bearer ${key}` } : {}), ...Object.fromEntries(given) }
}
