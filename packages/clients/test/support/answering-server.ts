import type { EndpointOptions } from '../../src/index.js'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads the body that it made
type Body = any

/** A server without a network whose answers depend on the body; `null` is a 404, a Response goes out as it is. Keeps every body that it was sent. */
export function answeringServer(answer: (path: string, body: Body) => unknown) {
  const bodies: Body[] = []
  const fetch = (async (input: URL, init: RequestInit) => {
    const body = JSON.parse(String(init.body))
    bodies.push(body)
    const json = answer(new URL(input).pathname, body)
    if (json instanceof Response) return json
    return json === null ? new Response('{}', { status: 404 }) : new Response(JSON.stringify(json))
  }) as typeof globalThis.fetch
  const options = { url: 'http://engine.test/v1', transport: 'fetch', fetch, env: {} } satisfies EndpointOptions
  return { options, bodies }
}
