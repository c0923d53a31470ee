import {
  createReferenceEngine,
  defineFault,
  defineServedDialect,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** A server of the user's own, with one route and one way to fail. */
const mine = defineServedDialect({
  name: 'Mine',
  description: 'an engine of our own',
  headers: { server: 'mine' },
  frame: (data) => `data:${data}\n\n`,
  error: ({ message }) => ({ status: 418, json: { mine: message } }),
  streamError: { body: (message) => ({ mine: message }), done: false },
  routes: [{ method: 'GET', path: '/mine', answer: () => ({ status: 200, json: { mine: true } }) }],
})

const shout = defineFault({
  name: 'shout',
  description: 'text in capitals',
  streamOnly: true,
  argument: null,
  create: () => ({ frame: (text) => text.toUpperCase() }),
})

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: Awaited<ReturnType<typeof startEngineServer>>
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: mine, ownFaults: [shout], faults: [{ fault: 'shout', rate: 0 }] })
})
afterAll(async () => {
  await server.close()
  await engine.close()
})

const chat = async (fault?: string) => {
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'a' }], max_tokens: 2, stream: true })
  const headers = { 'content-type': 'application/json', ...(fault ? { 'x-fault': fault } : {}) }
  const response = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', headers, body })
  return { status: response.status, text: await response.text() }
}

test('a dialect of my own is served: its routes, its headers, its frames', async () => {
  const route = await fetch(`${server.url}/mine`)
  expect(await route.json()).toEqual({ mine: true })
  expect(route.headers.get('server')).toBe('mine')
  expect((await chat()).text).toMatch(/^data:\{/)
})

test('a fault of my own strikes when a request asks for it, beside those of the package', async () => {
  expect((await chat('shout')).text).toContain('DATA:{')
  await expect(chat('reset:1')).rejects.toThrow('terminated')
})

test('a fault that nobody has is refused in the manner of my dialect, with the known names', async () => {
  const { status, text } = await chat('whisper')
  expect(status).toBe(418)
  expect(text).toMatch(/known faults: shout, refuse/)
})
