// So many short answers, each over a new connection, so many at a time: node connections.mjs PORT REQUESTS CONCURRENCY kernel|raw|undici|openai|node
import { connect } from 'node:net'
import { planned } from './planned.mjs'

const [port, requests, concurrency, name] = process.argv.slice(2)
const url = `http://127.0.0.1:${port}/v1`
const open = { openai: openaiPackage, node: bareNode }[name] ?? (() => ours(name))
const { send, close } = await open()

// The first are compiled code's: as in a run, they are a warm-up.
await closedLoop(Math.ceil(Number(requests) / 5))
const startedAt = performance.now()
const whole = await closedLoop(Number(requests))
console.log(JSON.stringify({ requests: whole, seconds: (performance.now() - startedAt) / 1000 }))
await close()

/** How many of them were answered whole. */
async function closedLoop(count) {
  let next = 0
  let good = 0
  await Promise.all(
    Array.from({ length: Number(concurrency) }, async () => {
      while (next < count) {
        if (await send(next++)) good += 1
      }
    }),
  )
  return good
}

async function ours(transport) {
  const { createOpenAiClient } = await import('../../dist/index.js')
  // Held in a variable: that package depends on this one, and nothing here may depend on it.
  const built = '../../../kernel-transport/dist/index.js'
  const transports = transport === 'kernel' ? [await (await import(built)).kernelTransport()] : []
  const client = createOpenAiClient({ url, transport, transports, model: 'bench-model', dialect: 'vllm' })
  await client.open({ connections: 0 })
  return {
    send: async (index) => (await client.send(planned(index, 5))).errorClass === null,
    close: () => client.close(),
  }
}

/** What this runtime allows: its sockets, a request that is text already, and a search for the last line; no HTTP, no JSON, no record. */
function bareNode() {
  const request = Buffer.from('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}')
  const buffer = Buffer.allocUnsafeSlow(65_536)
  return {
    send: () =>
      new Promise((resolve) => {
        let whole = false
        const callback = (length) => {
          whole ||= buffer.subarray(0, length).includes('[DONE]')
          return true
        }
        const socket = connect({ host: '127.0.0.1', port: Number(port), onread: { buffer, callback } })
        socket.write(request)
        socket.once('error', () => {})
        socket.once('close', () => resolve(whole))
      }),
    close: async () => {},
  }
}

async function openaiPackage() {
  const { default: OpenAI } = await import('openai')
  const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0, timeout: 60_000 })
  const messages = [{ role: 'user', content: 'Hello' }]
  return {
    async send() {
      const stream = await client.chat.completions.create({
        ...{ model: 'bench-model', messages, max_tokens: 5, stream: true, stream_options: { include_usage: true } },
      })
      let tokens = 0
      for await (const chunk of stream) if (chunk.choices[0]?.delta?.content) tokens += 1
      return tokens === 5
    },
    close: async () => {},
  }
}
