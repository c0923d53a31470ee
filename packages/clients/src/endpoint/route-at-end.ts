/** Routes of the API, which a client adds by itself. */
const ROUTE = /\/(chat\/completions|completions|models|responses|embeddings)\/*$/

/**
 * Why an address is no base URL: it ends with a route of the API.
 *
 * @returns what to do, naming the base URL; `null` for an address that does not end so. Nothing of its query is shown: that may
 *   hold a key.
 * @example routeAtEnd(new URL('http://h/v1/chat/completions')) // 'give the part before the route: http://h/v1'
 */
export function routeAtEnd(url: URL): string | null {
  const route = ROUTE.exec(url.pathname)
  return route && `give the part before the route: ${url.origin}${url.pathname.slice(0, route.index)}`
}
