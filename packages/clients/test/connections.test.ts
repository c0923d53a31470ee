import { expect, test } from 'vitest'
import { aPlannedRequest } from './support/planned.js'
import { overEveryTransport } from './support/over-every-transport.js'
import { answer, good, stream } from './support/wire.js'

overEveryTransport(({ transport, start, record }) => {
  test('a connection is used again after a complete stream', async () => {
    const { client, server } = await start(stream(...good))
    await client.send(aPlannedRequest())
    const before = server.connections()
    const second = await client.send(aPlannedRequest())
    expect(second.connectionReused).toBe(transport === 'fetch' ? null : true)
    if (transport !== 'fetch') expect(server.connections()).toBe(before)
  })

  test('connections opened ahead are those that the requests use', async () => {
    const { client, server } = await start(stream(...good))
    await client.open({ connections: 4 })
    const records = await Promise.all(Array.from({ length: 4 }, () => client.send(aPlannedRequest())))
    if (transport === 'fetch') return
    expect(records.map((each) => each.connectionReused)).toEqual([true, true, true, true])
    const used = server.seen.filter(({ method }) => method === 'POST').map((each) => each.connection)
    expect(new Set(used).size).toBe(4)
  })

  test('a request that had to wait for a connection says so', async () => {
    const { client } = await start(stream(...good))
    await client.open({ connections: 1 })
    const records = await Promise.all([1, 2].map(() => client.send(aPlannedRequest())))
    const reused = records.map((each) => each.connectionReused)
    if (transport === 'fetch') expect(reused).toEqual([null, null])
    else expect(reused.filter((each) => each === false).length).toBeLessThanOrEqual(1)
    for (const each of records) expect(each.errorClass).toBeNull()
  })

  test('a connection that the server closed while idle is replaced', async () => {
    const { client } = await start((socket, request) => {
      stream(...good)(socket, request)
      setTimeout(() => socket.end(), 5)
    })
    await client.send(aPlannedRequest())
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, outputTokens: 3 })
  })

  test('a connection that was cut carries no other request', async () => {
    let requests = 0
    const { client } = await start(
      (socket, request) => {
        requests += 1
        if (requests > 1) return stream(...good)(socket, request)
        // Half an answer now, the rest when the next request may be on its way.
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 5\r\n\r\nda')
        setTimeout(() => socket.write('ta:'), 150)
      },
      { timeouts: { firstTokenMs: 80 } },
    )
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: 'first_token_timeout' })
    expect((await client.send(aPlannedRequest())).errorClass).not.toBe('malformed_response')
  })

  test('a closed client leaves no connection behind', async () => {
    const { client, server } = await start(stream(...good))
    await client.open({ connections: 3 })
    await client.send(aPlannedRequest())
    await client.close()
    // The runtime's own fetch keeps its idle connections to itself.
    if (transport !== 'fetch') await expect.poll(() => server.open()).toBe(0)
  })

  test('the request carries its id, the model, usage options, extra fields and those of the dialect', async () => {
    const { client, server } = await start(stream(...good), {
      headers: { 'X-Team': 'a' },
      query: { tag: 'b c' },
      extraBody: { echo: 1, temperature: null },
    })
    await client.send(aPlannedRequest())
    const sent = server.seen.at(-1)
    expect(sent?.path).toBe('/v1/chat/completions?tag=b+c')
    expect(sent?.headers).toMatchObject({ 'x-request-id': 'Q1-r0-000', 'x-team': 'a', 'accept-encoding': 'identity' })
    const body = JSON.parse(sent?.body ?? '') as object
    expect(body).toMatchObject({
      model: 'test-model',
      stream_options: { include_usage: true },
      ignore_eos: true,
      max_tokens: 3,
      echo: 1,
    })
    expect(body).not.toHaveProperty('temperature')
  })

  test('a prompt that is not ASCII arrives whole', async () => {
    const { client, server } = await start(stream(...good))
    await client.send(aPlannedRequest({ input: { kind: 'text', text: '\u4e2d\u6587 \ud83d\ude00' } }))
    const body = Buffer.from(server.seen.at(-1)?.body ?? '', 'latin1').toString()
    expect(JSON.parse(body)).toMatchObject({ messages: [{ role: 'user', content: '\u4e2d\u6587 \ud83d\ude00' }] })
  })

  test('a key that the server echoes is removed from the record', async () => {
    const result = await record(
      (socket, request) =>
        void socket.write(answer(401, { error: { message: `bad ${request.headers.authorization}` } })),
      { apiKey: 'sk-very-secret' },
    )
    expect(JSON.stringify(result)).not.toContain('very-secret')
    expect(result.errorMessage).toContain('[redacted]')
  })
})
