import { request } from 'node:http'

/**
 * A client that shares nothing with ours: node's own HTTP client, a new connection a request, each sent at its time.
 *
 * @returns TTFT in ms a request: from the call to the first chunk that holds text.
 */
export async function measureTtft(url, { bodies, rateRps }) {
  const startedAt = performance.now()
  return Promise.all(
    bodies.map(async (body, index) => {
      const dueAt = startedAt + (index * 1_000) / rateRps
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())))
      return oneTtft(url, body)
    }),
  )
}

function oneTtft(url, body) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const startedAt = performance.now()
    let firstAt = null
    let received = ''
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        response.setEncoding('utf8')
        response.on('data', (part) => {
          received += part
          if (firstAt === null && /"content":"[^"]/.test(received)) firstAt = performance.now()
        })
        response.on('end', () =>
          firstAt === null ? reject(new Error(`no text: ${received.slice(0, 300)}`)) : resolve(firstAt - startedAt),
        )
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}
