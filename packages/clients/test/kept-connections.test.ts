import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { overEveryTransport } from './support/over-every-transport.js'
import { aPlannedRequest } from './support/planned.js'
import type { Script } from './support/scripted-server.js'
import { turnsOfTheLoop } from './support/turns-of-the-loop.js'
import { answer, good, stream } from './support/wire.js'

/** Announces a kept connection and ends it with the answer, as llama-server does after a stream. */
const closesAfterStream: Script = (socket, request) => {
  void stream(...good)(socket, request)
  socket.end()
}

overEveryTransport(({ transport, start }) => {
  test('a server that closes a kept connection after each stream fails no request', async () => {
    const { client } = await start(closesAfterStream)
    const records = []
    for (let index = 0; index < 12; index += 1) records.push(await client.send(aPlannedRequest()))
    expect(records.map((each) => each.errorClass)).toEqual(records.map(() => null))
    expect(records.map((each) => each.outputTokens)).toEqual(records.map(() => 3))
  })

  test('a request that met a closed connection is sent again, says so, and waits inside its TTFT', async () => {
    let requests = 0
    const { client, server } = await start((socket, request) => {
      requests += 1
      // The second request is read by nobody: the server had given the connection up.
      if (requests === 2) return void socket.destroy()
      return stream(...good)(socket, request)
    })
    const first = await client.send(aPlannedRequest())
    const second = await client.send(aPlannedRequest())
    expect(first.flags).not.toContain('connection_was_stale')
    expect(second).toMatchObject({ errorClass: null, outputTokens: 3, retries: 0 })
    expect(second.flags).toContain('connection_was_stale')
    expect(second.connectionReused).toBe(transport === 'fetch' ? null : false)
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(3)
  })

  test('a server that answers an idle connection with 408 has not refused the request', async () => {
    if (transport === 'fetch') return
    let requests = 0
    const { client } = await start((socket, request) => {
      requests += 1
      if (requests !== 2) return stream(...good)(socket, request)
      socket.end(answer(408, 'timed out', { connection: 'close' }))
    })
    await client.send(aPlannedRequest())
    const second = await client.send(aPlannedRequest())
    expect(second).toMatchObject({ errorClass: null, outputTokens: 3 })
    expect(second.flags).toContain('connection_was_stale')
  })

  test('a connection that breaks after the first byte of an answer is a failure, and is not sent again', async () => {
    let requests = 0
    const { client, server } = await start((socket, request) => {
      requests += 1
      if (requests === 1) return stream(...good)(socket, request)
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n')
      setTimeout(() => socket.destroy(), 20)
    })
    await client.send(aPlannedRequest())
    const second = await client.send(aPlannedRequest())
    if (transport === 'fetch') return
    expect(second.errorClass).toBe('connection_reset')
    expect(server.seen.filter(({ method }) => method === 'POST')).toHaveLength(2)
  })

  test('a new connection that breaks before an answer is a failure of the server', async () => {
    const { client, server } = await start((socket) => void socket.destroy())
    await client.open({ connections: 0 })
    await sleep(10)
    const records = []
    for (let index = 0; index < 3; index += 1) records.push(await client.send(aPlannedRequest()))
    expect(records.map((each) => each.errorClass)).toEqual(records.map(() => 'connection_reset'))
    // Each at most twice: on a kept connection, of which this server has none after the first, and on a new one.
    expect(server.seen.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(6)
  })

  test('without keep-alive every request has a connection of its own', async () => {
    if (transport === 'fetch') return
    const { client, server } = await start(stream(...good), { keepAlive: false })
    await client.open({ connections: 4 })
    const before = server.connections()
    const records = []
    for (let index = 0; index < 3; index += 1) records.push(await client.send(aPlannedRequest()))
    expect(records.map((each) => each.connectionReused)).toEqual([false, false, false])
    expect(server.connections() - before).toBe(3)
    expect(server.seen.at(-1)?.headers['connection']).toBe('close')
    await expect.poll(() => server.open()).toBe(0)
  })

  test('bytes that nobody asked for retire the connection, and the next request says so', async () => {
    if (transport !== 'raw') return
    const sockets: Socket[] = []
    const { client } = await start((socket, request) => {
      sockets.push(socket)
      return stream(...good)(socket, request)
    })
    await client.send(aPlannedRequest())
    sockets[0]?.write(answer(200, { stray: true }))
    await turnsOfTheLoop()
    const second = await client.send(aPlannedRequest())
    expect(second).toMatchObject({ errorClass: null, outputTokens: 3 })
    expect(second.flags).toContain('unexpected_bytes')
  })

  test('bytes beyond an answer do not reach the next request', async () => {
    if (transport === 'fetch') return
    const { client } = await start((socket, request) => {
      void stream(...good)(socket, request)
      socket.write(answer(200, { stray: true }))
    })
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, outputTokens: 3 })
    expect((await client.send(aPlannedRequest())).errorClass).toBeNull()
  })
})
