import type { EndpointOptions } from '../../src/index.js'

export type Route = {
  readonly status?: number
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Record<string, string>
}

/**
 * A server without a network: routes by `METHOD /path` or `/path`, behind the fetch transport. Anything else is a 404. `bodies` are
 * those of the requests that were seen, `null` where they have none.
 */
export function fakeServer(routes: Record<string, Route | (() => Route | Promise<never>)>) {
  const seen: string[] = []
  const bodies: unknown[] = []
  const fetch = (async (input: URL, init: RequestInit) => {
    const { pathname } = new URL(input)
    seen.push(`${init.method} ${pathname}`)
    bodies.push(typeof init.body === 'string' ? JSON.parse(init.body) : null)
    const found = routes[`${init.method} ${pathname}`] ??
      routes[pathname] ?? { status: 404, json: { detail: 'Not Found' } }
    const {
      status = 200,
      json,
      text = JSON.stringify(json ?? {}),
      headers = {},
    } = await (typeof found === 'function' ? found() : found)
    return new Response(text, { status, headers })
  }) as typeof globalThis.fetch
  const options = { url: 'http://engine.test/v1', transport: 'fetch', fetch, env: {} } satisfies EndpointOptions
  return { options, seen, bodies }
}

/** The list of served models. */
export const models = (...cards: (string | { id: string; [field: string]: unknown })[]): Route => ({
  json: { object: 'list', data: cards.map((card) => (typeof card === 'string' ? { id: card } : card)) },
})

/** A connection that nobody answers. */
export const refused = (): Promise<never> =>
  Promise.reject(
    new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    }),
  )
