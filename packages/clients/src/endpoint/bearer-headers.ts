/**
 * Headers with the key as a bearer token, names in lower case. A header that the user gave goes before the key.
 *
 * @example bearerHeaders({ 'X-Team': 'a' }, 'abc') // { authorization: 'Bearer abc', 'x-team': 'a' }
 */
export function bearerHeaders(
  headers: Readonly<Record<string, string>>,
  apiKey: string | null | undefined,
): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return { ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}), ...Object.fromEntries(given) }
}
