import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createEndpoint } from '../src/endpoint/endpoint.js'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

/** Says "100 Continue" before each answer, as some proxies do unasked. */
async function eagerServer(): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => {
      socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`
}

test('the raw transport reads on after "100 Continue", and undici says that it cannot', async () => {
  const url = await eagerServer()
  const asked = async (transport: 'raw' | 'undici') => {
    const endpoint = createEndpoint({ url, transport, env: {} })
    const answer = await endpoint.call({ route: '/models', under: 'base' })
    await endpoint.close()
    return answer
  }
  expect((await asked('raw')).status).toBe(200)
  expect(await asked('undici')).toMatchObject({
    status: null,
    errorMessage: expect.stringContaining('100 Continue'),
    remedy: expect.stringContaining('--transport raw'),
  })
})
