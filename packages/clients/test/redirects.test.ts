import { expect, test } from 'vitest'
import { overEveryTransport } from './support/over-every-transport.js'
import { aPlannedRequest } from './support/planned.js'
import { type Script, startScriptedServer } from './support/scripted-server.js'
import { answer, good, stream } from './support/wire.js'

/** Sends what comes to /v1/chat/completions elsewhere, and answers what comes there. */
const redirecting =
  (status: number, location: string): Script =>
  (socket, request) => {
    if (request.path !== '/v1/chat/completions') return stream(...good)(socket, request)
    socket.write(answer(status, { detail: 'moved' }, { location }))
  }

overEveryTransport(({ transport, start }) => {
  test.each([307, 308])('a %i within the origin is followed with method, body and key, and flagged', async (status) => {
    const { client, server } = await start(redirecting(status, '/v1/chat/completions/?a=1'), { apiKey: 'sk-12345' })
    const record = await client.send(aPlannedRequest())
    expect(record).toMatchObject({ errorClass: null, outputTokens: 3, httpStatus: 200 })
    expect(record.flags).toContain('redirected')
    expect(record.firstTokenAt).toBeGreaterThanOrEqual(record.startAt)
    const [first, second] = server.seen.filter(({ method }) => method === 'POST')
    expect(second?.path).toBe('/v1/chat/completions/?a=1')
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['authorization']).toBe('Bearer sk-12345')
  })

  test('one that leads to another origin is not followed: its Location is named, and no key travels', async () => {
    const other = await startScriptedServer(stream(...good))
    const { client } = await start(redirecting(307, `${other.url}/chat/completions`), { apiKey: 'sk-12345' })
    const record = await client.send(aPlannedRequest())
    await other.close()
    expect(record.errorClass).toBe('unexpected_status')
    expect(record.errorMessage).toContain(`HTTP 307 to ${other.url}/chat/completions`)
    expect(other.seen).toEqual([])
  })

  test.each([301, 302, 303])('a %i, which makes a GET of a POST, fails with its Location', async (status) => {
    const { client } = await start(redirecting(status, '/login'))
    const record = await client.send(aPlannedRequest())
    expect(record).toMatchObject({ errorClass: 'unexpected_status', httpStatus: status })
    expect(record.errorMessage).toContain('/login')
  })

  test('a circle ends', async () => {
    const { client, server } = await start(
      (socket) => void socket.write(answer(307, {}, { location: '/v1/chat/completions' })),
    )
    expect((await client.send(aPlannedRequest())).errorClass).toBe('unexpected_status')
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(6)
  })

  test('a request given up while it is redirected is sent no further', async () => {
    if (transport === 'fetch') return
    const { client, server } = await start((socket, request) => {
      if (request.path !== '/v1/chat/completions') return
      socket.write('HTTP/1.1 307 X\r\nlocation: /v1/next\r\ncontent-length: 5\r\n\r\nab')
    })
    await client.open({ connections: 0 })
    const stop = new AbortController()
    const sent = client.send(aPlannedRequest(), { signal: stop.signal })
    await expect.poll(() => server.seen.some(({ method }) => method === 'POST')).toBe(true)
    stop.abort()
    expect((await sent).errorClass).toBe('aborted')
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })
})
