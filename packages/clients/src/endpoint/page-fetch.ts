import { copyBytes } from '../bytes/copy-bytes.js'
import { GrowingBytes } from '../bytes/growing-bytes.js'
import { bearerHeaders } from './bearer-headers.js'
import { createEndpoint, type EndpointOptions } from './endpoint.js'

/** The part of `fetch` that reading a page takes. */
export type PageFetch = (
  url: string,
  init: {
    readonly headers: Readonly<Record<string, string>>
    readonly redirect: 'manual'
    readonly signal: AbortSignal
  },
) => Promise<Response>

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
      let controller: ReadableStreamDefaultController<Uint8Array> | undefined
      let over = false
      // Pieces of one turn go on as one: a body of one-byte pieces must not cost an object for each.
      const pieces = new GrowingBytes()
      const passOn = () => {
        if (!over && pieces.length > 0) controller?.enqueue(copyBytes(pieces.bytes, 0, pieces.length))
        pieces.clear()
      }
      const end = (act: () => void) => {
        if (over) return
        over = true
        signal.removeEventListener('abort', onAbort)
        act()
      }
      const fail = (error: Error) => end(() => (controller ? controller.error(error) : reject(error)))
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
            const body = new ReadableStream<Uint8Array>({
              start: (own) => void (controller = own),
              cancel: () => end(() => exchange.abort()),
            })
            try {
              resolve(new Response(bodiless.has(status) ? null : body, { status, headers: fields }))
            } catch (cause) {
              // A status such as 999, or a header that no `Response` may have.
              exchange.abort()
              end(() => reject(new Error(`an answer that cannot be read: ${(cause as Error).message}`, { cause })))
            }
          },
          onBody(bytes, from, to) {
            if (over) return
            if (pieces.length === 0) queueMicrotask(passOn)
            pieces.append(bytes, from, to)
          },
          onEnd() {
            passOn()
            end(() => controller?.close())
          },
          onFailure: ({ message }) => fail(new Error(endpoint.redact(message))),
        },
      )
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }
}

const plainHeaders = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'sagellm-benchmark' }

/** Statuses with which a `Response` must not have a body. */
const bodiless = new Set([204, 205, 304])

/** Whoever reads pages for hours has the headers of the beginning: a key that expires is put in anew. */
function freshKey({ apiKey, headers = {} }: EndpointOptions): Record<string, string> {
  if (typeof apiKey !== 'object' || apiKey === null || 'authorization' in lowerCase(headers)) return {}
  return bearerHeaders({}, apiKey)
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
