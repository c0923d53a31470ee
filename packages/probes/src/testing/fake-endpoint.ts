import type { FetchLike } from '../endpoint/fetch-capped.js'

/** Answers by path: a text (200), a `Response`, or a function that makes one; everything else is 404. */
export type FakeRoutes = Record<string, string | (() => Response | Promise<Response>)>

/** A `fetch` over routes that a test may change while it runs; it remembers what was asked. */
export function fakeEndpoint(routes: FakeRoutes): { fetch: FetchLike; asked: { url: string; headers: unknown }[] } {
  const asked: { url: string; headers: unknown }[] = []
  return {
    asked,
    async fetch(url, { headers }) {
      asked.push({ url, headers })
      const answer = routes[new URL(url).pathname]
      if (answer === undefined) return new Response('Not Found', { status: 404 })
      return typeof answer === 'string' ? new Response(answer) : answer()
    },
  }
}

/** A body that sends one chunk again and again, or once and then never more, or once and then breaks. */
export function strangeBody(kind: 'endless' | 'silent' | 'breaking', chunk: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(chunk)
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (kind === 'endless' || !sent) controller.enqueue(bytes)
      else if (kind === 'breaking') controller.error(new Error('socket hang up'))
      else return new Promise(() => {})
      sent = true
    },
  })
}
