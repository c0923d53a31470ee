import { createEndpoint, type EndpointOptions } from '../endpoint/endpoint.js'

const PATIENCE_MS = 3000

/**
 * Whether a server at an https address speaks plain HTTP: some wait for ever for the end of a TLS greeting, which is no request
 * to them. Nothing of the user's is sent.
 */
export async function speaksHttp(options: EndpointOptions, signal?: AbortSignal): Promise<boolean> {
  const url = new URL(options.url)
  // The default port belongs to its scheme: at the other's another server listens.
  if (url.protocol !== 'https:' || url.port === '' || options.fetch) return false
  const { clock, env } = options
  const address = { url: `http://${url.host}${url.pathname}`, transport: 'raw' as const }
  const endpoint = createEndpoint({ ...address, ...(clock ? { clock } : {}), ...(env ? { env } : {}) })
  const watch = { timeoutMs: PATIENCE_MS, ...(signal ? { signal } : {}) }
  try {
    const { status } = await endpoint.call({ route: '/models', under: 'base', ...watch })
    // Servers of https answer plain requests with a 400 that says so.
    return status !== null && status !== 400
  } finally {
    await endpoint.close()
  }
}
