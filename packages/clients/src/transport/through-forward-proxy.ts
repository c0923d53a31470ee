import type { Transport } from './transport.js'

/**
 * Plain HTTP through a forward proxy: the request goes to the proxy, and names the whole URL where it named a path. The connections
 * are those to the proxy, so that they are kept, opened ahead and stamped like any others.
 *
 * @param transport - a transport to the proxy.
 * @see RFC 9112 section 3.2.2
 */
export function throughForwardProxy(transport: Transport, origin: URL, proxy: URL): Transport {
  const headers = { host: origin.host, ...proxyAuthorization(proxy) }
  return {
    ...transport,
    dispatch: (request, handler) =>
      transport.dispatch(
        { ...request, path: origin.origin + request.path, headers: { ...headers, ...request.headers } },
        handler,
      ),
  }
}

/** User and password as the URL of the proxy holds them. */
function proxyAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${btoa(pair)}` }
}
