import { BenchError } from '@sagellm-benchmark/protocol-types'
import { bearerHeaders } from './bearer-headers.js'
import type { ApiKey } from './key-source.js'

export type HeaderOptions = {
  readonly headers?: Readonly<Record<string, string>>
  readonly apiKey?: ApiKey | null
}

/** The headers of an endpoint whose key may change. */
export interface KeyedHeaders {
  /** With the key of this moment: the same object for as long as the key is the same. */
  readonly headers: Readonly<Record<string, string>>
  /** Whether `headers` differs from those that a server refused, after another key was fetched where there may be one. */
  renew(refused: Readonly<Record<string, string>>): Promise<boolean>
}

/**
 * The headers of every request to an endpoint.
 *
 * @throws BenchError `invalid_argument` for a header that cannot be sent.
 */
export function keyedHeaders(options: HeaderOptions, url: URL): KeyedHeaders {
  const { apiKey } = options
  if (typeof apiKey !== 'object' || apiKey === null)
    return { headers: headersOf(options, url), renew: async () => false }
  let key = apiKey.current()
  let headers = headersOf({ ...options, apiKey: key }, url)
  const current = () => {
    const now = apiKey.current()
    if (now === key) return headers
    key = now
    headers = headersOf({ ...options, apiKey: key }, url)
    return headers
  }
  return {
    get headers() {
      return current()
    },
    async renew(refused) {
      if (refused !== current()) return true
      await apiKey.renew(key)
      return refused !== current()
    },
  }
}

/** What says where a message ends, and which request a record belongs to. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
])

function headersOf({ headers = {}, apiKey }: HeaderOptions, url: URL): Record<string, string> {
  const all: Record<string, string> = {
    accept: 'text/event-stream, application/json',
    'accept-encoding': 'identity',
    'user-agent': 'sagellm-benchmark',
  }
  if (url.username)
    all.authorization = `Basic ${btoa(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`)}`
  Object.assign(all, bearerHeaders(headers, apiKey))
  for (const [name, value] of Object.entries(all)) {
    const sendable = /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
    if (sendable && !ownHeaders.has(name)) continue
    // The value stays out of the message: it may be a key.
    throw new BenchError('invalid_argument', `the header ${JSON.stringify(name)} cannot be sent`, {
      hint: sendable
        ? 'the client sets it itself'
        : 'header names are words, and values are one line of plain characters',
    })
  }
  return all
}
