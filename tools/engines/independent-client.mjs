import { fork } from 'node:child_process'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'

/**
 * A client that shares nothing with ours: node's own HTTP client in a process of its own, a new connection a request, each sent at
 * its time.
 *
 * @returns TTFT in ms a request: from the call to the first chunk that holds text.
 */
export async function measureTtft(url, { bodies, rateRps }) {
  const child = fork(fileURLToPath(import.meta.url))
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', () => reject(new Error('the other client gave no figures; its reason stands above')))
      child.send({ url, bodies, rateRps })
    })
  } finally {
    child.kill()
  }
}

async function sendAll({ url, bodies, rateRps }) {
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

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.once('message', async (load) => process.send(await sendAll(load)))
