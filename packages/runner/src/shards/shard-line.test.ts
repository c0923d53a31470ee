import { FromShard, type ToShard } from '@sagellm-benchmark/protocol-types/messages'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { aHello } from '../testing/a-hello.js'
import { pipeEnds } from '../testing/carriers.js'
import { aRequest } from '../testing/planned-requests.js'
import { openJsonStream } from './json-stream.js'
import { openShardLine } from './shard-line.js'

/** A shard that was given one request, and says what it wants to. */
function aLine() {
  const { near, far } = pipeEnds()
  const clock = virtualClock()
  const stream = openJsonStream<FromShard, ToShard>(near, { schema: FromShard, name: 'shard 1' })
  const line = openShardLine({ stream, hello: aHello, clock, monotonicMs: () => clock.now() })
  const heard: string[] = []
  line.listen((message) => void heard.push(message.kind))
  const planned = aRequest({ index: 0 })
  line.post({ kind: 'requests', phase: 'measured', dealt: [{ planned, batch: null, pauseMs: 0 }], last: true })
  far.on('error', () => {})
  far.resume()
  const say = (...ids: string[]) => send({ kind: 'records', records: ids.map((requestId) => aRecord({ requestId })) })
  const send = async (message: object) => {
    far.write(`${JSON.stringify(message)}\n`)
    for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  return { line, heard, say, send, id: planned.requestId, close: () => far.destroy() }
}

test.each([
  ['twice', (id: string) => [id, id]],
  ["of another shard's request", (id: string) => [id, 'W-r0-001']],
])('a shard that sends a record %s is cut off, and nothing of it counts', async (_name, records) => {
  const { line, heard, say, id, close } = aLine()
  await say(...records(id))
  expect(heard).toEqual(['lost'])
  expect(line.lost()?.why).toContain('a request that it was not given, or sent it twice')
  close()
})

test('a shard whose clock is beyond all clocks is cut off', async () => {
  const { line, send, close } = aLine()
  await send({ kind: 'pong', number: 1, monotonicMs: 1e300 })
  expect(line.lost()?.why).toMatch(/sent what is no message: monotonicMs /)
  close()
})

test('the record of a request that it was given is heard', async () => {
  const { line, heard, say, id, close } = aLine()
  await say(id)
  expect(heard).toEqual(['records'])
  expect(line.lost()).toBeNull()
  close()
})
