import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { waitUntilReady } from '@sagellm-benchmark/clients'
import { afterEach, expect, test } from 'vitest'
import { asEngine, type Script, startScriptedServer } from './support/scripted-server.js'
import { answer, good, stream, streamBytes } from './support/wire.js'

const file = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')
const certificate = { key: file('test-only-key.pem'), cert: file('test-only-certificate.pem') }

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(script: Script, tls?: typeof certificate) {
  const server = await startScriptedServer(script, tls)
  closing.push(() => server.close())
  return server
}

/** The error of a wait of ten minutes: only what is named at once comes before the test's own limit. */
const refusalOf = async (url: string, options: { stream?: boolean } = {}) => {
  const { stream: streamed = true } = options
  const waiting = waitUntilReady({ url, model: 'test-model', waitMs: 600_000, env: {}, trial: { stream: streamed } })
  return waiting.then(
    () => null,
    (error: unknown) => error as { message: string; hint: string },
  )
}

test.each([
  ['a greeting of SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['a reply of Redis', "-ERR unknown command 'GET'\r\n"],
  ['frames of HTTP/2', '\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000'],
])('%s is named at once as not HTTP', async (_kind, bytes) => {
  const { url } = await serve((socket) => void socket.write(bytes, 'latin1'))
  expect((await refusalOf(url))?.message).toContain('not HTTP')
})

test('https on a port of http, and the reverse, are named at once', async () => {
  const plain = await serve(asEngine(stream(...good)))
  const secure = plain.url.replace('http:', 'https:')
  expect(await refusalOf(secure)).toMatchObject({ hint: expect.stringContaining('write http:// ') as string })

  const guarded = await serve(asEngine(stream(...good)), certificate)
  const open = guarded.url.replace('https:', 'http:')
  expect(await refusalOf(open)).toMatchObject({ hint: expect.stringContaining('write https://') as string })
})

test('a certificate that is not trusted is named at once', async () => {
  const { url } = await serve(asEngine(stream(...good)), certificate)
  expect(await refusalOf(url)).toMatchObject({ hint: expect.stringContaining('--ca-file') as string })
})

test('a compressed answer is named at once', async () => {
  const body = gzipSync(streamBytes(...good))
  const head = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`
  const { url } = await serve(asEngine((socket) => void socket.write(Buffer.concat([Buffer.from(head), body]))))
  expect((await refusalOf(url))?.message).toContain('content-encoding gzip')
})

const whole = answer(200, { choices: [{ index: 0, message: { content: 'one two' }, finish_reason: 'stop' }] })

test('one JSON text for a stream, and a stream for a whole answer, are named at once', async () => {
  const json = await serve(asEngine((socket) => void socket.write(whole)))
  expect(await refusalOf(json.url)).toMatchObject({ hint: expect.stringContaining('--no-stream') as string })
  expect(await refusalOf(json.url, { stream: false })).toBeNull()

  const events = await serve(asEngine(stream(...good)))
  expect((await refusalOf(events.url, { stream: false }))?.message).toContain('a stream of events')
  const glued = `${JSON.stringify({ choices: [] })}\n\ndata: [DONE]\n\n`
  const both = await serve(asEngine((socket) => void socket.write(answer(200, glued))))
  expect((await refusalOf(both.url, { stream: false }))?.message).toContain('a stream of events')
})

test('a list of models that never comes holds nothing up for long', async () => {
  const { url } = await serve((socket, request) => {
    if (request.method === 'POST') socket.write(streamBytes(...good))
    else if (!request.path.endsWith('/models')) socket.write(answer(404, {}))
  })
  expect(await waitUntilReady({ url, model: 'm', dialect: 'openai', env: {} })).toMatchObject({ model: 'm' })
})

test('a port that nobody listens at is waited for, and then named', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  const waiting = waitUntilReady({ url: `http://127.0.0.1:${port}/v1`, model: 'm', waitMs: 600, pollMs: 200, env: {} })
  await expect(waiting).rejects.toMatchObject({
    code: 'deadline_exceeded',
    message: expect.stringContaining('ECONNREFUSED') as string,
  })
})
