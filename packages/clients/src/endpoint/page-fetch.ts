import { bearerHeaders } from './bearer-headers.js'
import { createEndpoint, type EndpointOptions } from './endpoint.js'
import { ComingBody, type Page, pageOf } from './page.js'

/** The part of `fetch` that reading a page takes. */
export type PageFetch = (
  url: string,
  init: {
    readonly headers: Readonly<Record<string, string>>
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<Page>

/**
 * A `fetch` for the pages of a server (/metrics, /info, ...) that reaches it as the client does: through the same proxy, with
 * the same certificates. Each page has a connection of its own, which ends with it: a kept one would hold a thread of the server.
 *
 * @throws BenchError `invalid_argument` for options that cannot be used.
 * @example const page = await (await pageFetch({ url, ca })(`${root}/metrics`, { headers, redirect: 'manual', signal })).text()
 */
export function pageFetch(options: EndpointOptions): PageFetch {
  const { transportName } = createEndpoint(options)
  const withKey = (headers: Readonly<Record<string, string>>) => ({ ...lowerCase(headers), ...freshKey(options) })
  if (transportName === 'fetch')
    return (url, init) => (options.fetch ?? globalThis.fetch)(url, { ...init, headers: withKey(init.headers) })
  const endpoint = createEndpoint({ ...options, keepAlive: false })

  return async (url, { headers, signal }) => {
    const transport = await endpoint.transport()
    const { pathname, search } = new URL(url)
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      let body: ComingBody | null = null
      let over = false
      const end = (act: () => void) => {
        if (over) return
        over = true
        signal.removeEventListener('abort', onAbort)
        act()
      }
      const fail = (error: Error) => end(() => (body === null ? reject(error) : body.fail(error)))
      const onAbort = () => {
        exchange.abort()
        fail(new Error('aborted'))
      }
      const exchange = transport.dispatch(
        { method: 'GET', path: pathname + search, headers: { ...plainHeaders, ...withKey(headers) }, body: null },
        {
          onConnected: () => {},
          onSent: () => {},
          onConnectionFlag: () => {},
          onHeaders(status, fields) {
            if (status < 200 || status > 599) {
              exchange.abort()
              return fail(new Error(`an answer that cannot be read: its status is ${status}`))
            }
            if (!bodiless.has(status)) body = new ComingBody(() => end(() => exchange.abort()))
            resolve(pageOf(status, fields, body))
          },
          onBody(bytes, from, to) {
            if (!over) body?.add(bytes, from, to)
          },
          onEnd: () => end(() => body?.close()),
          onFailure: ({ message }) => fail(new Error(endpoint.redact(message))),
        },
      )
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }
}

const plainHeaders = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'sagellm-benchmark' }

/** Statuses of answers without a body. */
const bodiless = new Set([204, 205, 304])

/** Whoever reads pages for hours has the headers of the beginning: a key that expires is put in anew. */
function freshKey({ apiKey, headers = {} }: EndpointOptions): Record<string, string> {
  if (typeof apiKey !== 'object' || apiKey === null || 'authorization' in lowerCase(headers)) return {}
  return bearerHeaders({}, apiKey)
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
