import { expect, test } from 'vitest'
import { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { createMemoryBudget } from '../src/bytes/memory-budget.js'
import { ResponseRecorder } from '../src/openai/response-recorder.js'
import { StampFirst } from '../src/openai/stamp-first.js'
import { createTurnQueue } from '../src/openai/turn-queue.js'
import { HttpReader } from '../src/transport/http-reader.js'
import { createEndpoint } from '../src/endpoint/endpoint.js'
import { countByteWork } from './support/byte-work.js'
import { overEveryTransport } from './support/over-every-transport.js'
import { aPlannedRequest } from './support/planned.js'
import { startScriptedServer } from './support/scripted-server.js'
import { doneEvent, event, finishEvent, good, httpChunk, roleEvent, stream, tokenEvent } from './support/wire.js'

// What a server sends bounds what the client holds and does, not how the server cuts it.

/** Reads an answer whose every byte is an HTTP chunk of its own, as a raw socket brings it. */
function readInByteChunks(type: string, body: string, streamed: boolean) {
  const memory = createMemoryBudget()
  const turns: (() => void)[] = []
  const queue = createTurnQueue(
    () => 0,
    (turn) => turns.push(turn),
  )
  let held = 0
  const host = { waitFor: () => {}, giveUp: () => {}, onSettled: () => {} }
  const recorder = new ResponseRecorder(host, {
    stream: streamed,
    choices: 1,
    wantedTokens: 3,
    text: null,
    maxEventBytes: 8_388_608,
    maxBodyBytes: 268_435_456,
    memory,
  })
  const handler = new StampFirst(recorder, queue as NonNullable<typeof queue>, recorder.account)
  const reader = new HttpReader(
    {
      onHead: ({ status, headers }, at) => handler.onHeaders(status, headers, at),
      onBody: (bytes, start, end, at) => handler.onBody(bytes, start, end, at),
      onMessageEnd: (at) => handler.onEnd(at),
      onMalformed: (message, _tooLarge, at) => handler.onFailure({ errorClass: 'malformed_response', message, at }),
    },
    10_000,
  )
  reader.expectResponse()
  const feed = (text: string, at: number) => {
    const bytes = Buffer.from(text)
    reader.execute(bytes, 0, bytes.length, at)
  }
  feed(`HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n`, 0)
  const work = countByteWork()
  const perRead = 10_000
  for (let from = 0; from < body.length; from += perRead) {
    feed([...body.slice(from, from + perRead)].map((byte) => `1\r\n${byte}\r\n`).join(''), 1 + from / perRead)
    held = Math.max(held, memory.used)
    for (const turn of turns.splice(0)) turn()
  }
  const done = { ...work, held }
  feed('0\r\n\r\n', 1e6)
  for (const turn of turns.splice(0)) turn()
  return { recorder, work: done, left: memory.used }
}

const longText = 'x'.repeat(1_000_000)
const answer = JSON.stringify({ choices: [{ index: 0, message: { content: longText }, finish_reason: 'stop' }] })

test('a long answer in chunks of one byte costs no more memory than in one, and makes no object for each', () => {
  const { recorder, work, left } = readInByteChunks('application/json', answer, false)
  expect(recorder.errorClass).toBeNull()
  expect(work.arrays).toBeLessThan(100)
  expect(work.held).toBeLessThan(3 * answer.length)
  expect(left).toBe(0)
})

test('neither does a stream of it', () => {
  const body = `${tokenEvent('a')}${tokenEvent(longText)}${finishEvent()}${doneEvent}`
  const { recorder, work, left } = readInByteChunks('text/event-stream', body, true)
  expect([recorder.errorClass, recorder.answer.chunks.contentCount]).toEqual([null, 2])
  expect(work.arrays).toBeLessThan(1000)
  expect(work.held).toBeLessThan(3 * body.length)
  expect(left).toBe(0)
})

test('a page of a server in chunks of one byte is collected in one piece of memory', async () => {
  const text = 'm 1\n'.repeat(20_000)
  const server = await startScriptedServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
    socket.end(
      [...text]
        .map((byte) => `1\r\n${byte}\r\n`)
        .join('')
        .concat('0\r\n\r\n'),
    )
  })
  const endpoint = createEndpoint({ url: server.url, transport: 'raw', env: {} })
  const small = createEndpoint({ url: server.url, transport: 'raw', env: {}, maxHeldBytes: 20_000 })
  try {
    expect((await endpoint.call({ route: '/metrics' })).text).toBe(text)
    expect(endpoint.memory.used).toBe(0)
    const refused = await small.call({ route: '/metrics' })
    expect([refused.errorClass, small.memory.used]).toEqual(['response_too_large', 0])
  } finally {
    await endpoint.close()
    await small.close()
    await server.close()
  }
})

overEveryTransport(({ record, start }) => {
  test('what all answers in flight hold together is bounded, and a later answer finds all of it free', async () => {
    const begun: (() => void)[] = []
    const half = 'x'.repeat(300_000)
    const { client } = await start(
      (socket, request) => {
        if (begun.length === 4) return stream(...good)(socket, request)
        socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n`)
        socket.write(httpChunk(roleEvent))
        socket.write(httpChunk('data: '))
        socket.write(httpChunk(half))
        begun.push(() => socket.destroy())
      },
      { maxHeldBytes: 1_200_000 },
    )
    const answers = [0, 1, 2, 3].map(() => client.send(aPlannedRequest()))
    // The first to end are those that the budget refuses; then the server gives the others up.
    const refused = await Promise.race(answers)
    expect(refused).toMatchObject({ errorClass: 'response_too_large' })
    expect(refused.errorMessage).toBe('the answers in flight hold more than 1 MB together')
    for (const end of begun) end()
    await Promise.all(answers)
    expect(await client.send(aPlannedRequest())).toMatchObject({ errorClass: null, outputTokens: 3 })
  })

  test.each([2 ** 53, 2 ** 53 - 1, 1e308, '12'])(
    'a usage of %j tokens is no figure, and is flagged',
    async (tokens) => {
      const usage = event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: tokens } })
      const result = await record(stream(roleEvent, tokenEvent('a'), finishEvent(), usage, doneEvent))
      expect(RequestRecord.parse(result)).toMatchObject({ errorClass: null, outputTokens: null, usage: null })
      expect(result.flags).toContain('usage_unreadable')
    },
  )
})
