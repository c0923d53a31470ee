import { describe, expect, test } from 'vitest'
import { runAgainst, runCase, serveCase } from './run-case.js'
import { answer, counts, finish, play, type Script, tokens, usage } from './scripted-server.js'

// Connections that break, end in other ways or never end.

const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const raw =
  (text: string): Script =>
  ({ response }) =>
    void response.socket?.end(text)
const framed = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
const complete = [...tokens(10), finish(), usage(counts(10))]

describe.each(['raw', 'undici'])('over %s', (transport) => {
  test('a connection that breaks before the answer is complete fails the request', async () => {
    const streams: Script[] = [
      play(tokens(4), { then: 'reset' }),
      raw(head + tokens(4).map(framed).join('')),
      raw('HTTP/1.1 200 OK\r\ncontent-ty'),
      ({ response }) => void response.socket?.destroy(),
      play(tokens(4)),
    ]
    const { code, records } = await runCase({ streams }, ['--transport', transport])
    expect(records.map(({ error_class, output_tokens }) => [error_class, output_tokens])).toEqual([
      ...Array.from({ length: 4 }, () => ['connection_reset', null]),
      ['stream_cut_short', null],
    ])
    expect(code).toBe(1)
  })

  test('one that breaks when only [DONE] is missing takes nothing from the answer', async () => {
    const streams: Script[] = [
      play(complete, { then: 'reset' }),
      raw(head + complete.map(framed).join('')),
      play(complete),
    ]
    const { code, records } = await runCase({ streams }, ['--transport', transport])
    expect(code).toBe(0)
    for (const record of records) {
      expect(record).toMatchObject({ error_class: null, output_tokens: 10 })
      expect(record.flags).toContain('done_missing')
    }
  })

  test('a complete answer whose connection stays open with heartbeats is closed by the client', async () => {
    const open: Script = async (exchange) => {
      await play(complete, { then: 'open' })(exchange)
      const beat = setInterval(() => exchange.response.write(': heartbeat\n\n'), 50)
      exchange.response.on('close', () => clearInterval(beat))
    }
    const { code, records } = await runCase({ streams: [open, open] }, ['--transport', transport])
    expect(code).toBe(0)
    for (const { flags, ...record } of records) {
      expect(record).toMatchObject({ error_class: null, output_tokens: 10 })
      expect(flags).toContain('done_missing')
    }
  })

  test('bodies without length, of HTTP/1.0 and with chunk extensions are read', async () => {
    const all = [...complete, 'data: [DONE]\n\n']
    const streams: Script[] = [
      raw(`HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${all.join('')}`),
      raw(`HTTP/1.1 200\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${all.join('')}`),
      raw(`${head}${all.map((text) => framed(text).replace('\r\n', ';a="b"\r\n')).join('')}0\r\nx-sum: 1\r\n\r\n`),
    ]
    const { records } = await runCase({ streams }, ['--transport', transport])
    expect(records.map(({ error_class, output_tokens }) => [error_class, output_tokens])).toEqual(
      streams.map(() => [null, 10]),
    )
  })
})

test('an encoding that was not asked for is an error that names it', async () => {
  const { records } = await runCase({
    streams: [play([Buffer.from([0x1f, 0x8b])], { headers: { 'content-encoding': 'gzip' } })],
  })
  expect(records[0]).toMatchObject({
    error_class: 'malformed_response',
    error_message: 'content-encoding gzip, which was not asked for',
  })
})

test('a server that hangs meets each time limit', async () => {
  const { records } = await runCase(
    {
      streams: [
        () => {},
        play([], { then: 'open' }),
        play(tokens(4), { then: 'open' }),
        play([': still here\n\n'], { then: 'open' }),
      ],
    },
    ['--first-token-timeout', '0.5', '--inter-token-timeout', '0.5'],
  )
  expect(records.map((record) => record.error_class)).toEqual([
    'first_token_timeout',
    'first_token_timeout',
    'inter_token_timeout',
    'first_token_timeout',
  ])
})

test('a hundred requests in flight are answered', async () => {
  const server = await serveCase({ streams: [answer()] })
  const { code, records } = await runAgainst(server.url, ['--num-prompts', '100', '--concurrency', '100'])
  expect(code).toBe(0)
  expect(records).toHaveLength(100)
})
