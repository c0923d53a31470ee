import { FromShard, type ToShard } from '@sagellm-benchmark/protocol-types/messages'
import { aRecord, virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { aHello } from '../testing/a-hello.js'
import { pipeEnds } from '../testing/carriers.js'
import { fakeClient } from '../testing/fake-client.js'
import { aPlan, aRequest } from '../testing/planned-requests.js'
import { openJsonStream } from './json-stream.js'
import { openShardLine } from './shard-line.js'

const { identity } = fakeClient({ clock: virtualClock() })
const plan = aPlan({ load: { kind: 'closed', concurrency: 2, rampUpSeconds: 0 }, requests: 2 })

/** A shard of two threads, of which the second was given one request, and says what it wants to. */
async function aLine() {
  const { near, far } = pipeEnds()
  const clock = virtualClock()
  const stream = openJsonStream<FromShard, ToShard>(near, { schema: FromShard, name: 'shard 1' })
  const line = openShardLine({ stream, hello: aHello, clock, monotonicMs: () => clock.now() })
  const heard: string[] = []
  far.on('error', () => {})
  far.resume()
  const send = async (message: object) => {
    far.write(`${JSON.stringify(message)}\n`)
    for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const begun = line.begin(plan, 'a-run')
  await send({ kind: 'ready', identity, threads: 2 })
  await begun
  const [, second] = line.threads
  second?.listen((message) => void heard.push(message.kind))
  const planned = aRequest({ index: 0 })
  second?.post({ kind: 'requests', phase: 'measured', dealt: [{ planned, batch: null, pauseMs: 0 }], last: true })
  const ofThread = (thread: number, message: object) => send({ kind: 'of_thread', thread, message })
  const say = (...ids: string[]) =>
    ofThread(1, { kind: 'records', records: ids.map((requestId) => aRecord({ requestId })) })
  return { line, heard, say, send, ofThread, id: planned.requestId, close: () => far.destroy() }
}

test.each([
  ['twice', (id: string) => [id, id]],
  ["of another shard's request", (id: string) => [id, 'W-r0-001']],
])('a shard that sends a record %s is cut off, and nothing of it counts', async (_name, records) => {
  const { line, heard, say, id, close } = await aLine()
  await say(...records(id))
  expect(heard).toEqual(['lost'])
  expect(line.lost()?.why).toContain('a request that it was not given, or sent it twice')
  close()
})

test('a shard whose clock is beyond all clocks is cut off', async () => {
  const { line, send, close } = await aLine()
  await send({ kind: 'pong', number: 1, monotonicMs: 1e300 })
  expect(line.lost()?.why).toMatch(/sent what is no message: monotonicMs /)
  close()
})

test('the record of a request that it was given is heard', async () => {
  const { line, heard, say, id, close } = await aLine()
  await say(id)
  expect(heard).toEqual(['records'])
  expect(line.lost()).toBeNull()
  close()
})

test('a word of a thread is heard on the line of that thread, and one of a thread that it does not have is nothing', async () => {
  const { line, heard, ofThread, close } = await aLine()
  const first: string[] = []
  line.threads[0]?.listen((message) => void first.push(message.kind))
  await ofThread(0, { kind: 'want', phase: 'measured', count: 1 })
  await ofThread(7, { kind: 'want', phase: 'measured', count: 1 })
  expect([first, heard]).toEqual([['want'], []])
  close()
})

test('a shard that says that it ends is lost, with all of its threads and for the reason that it gives', async () => {
  const { line, heard, send, close } = await aLine()
  await send({ kind: 'ended', why: 'its thread 1 failed: out of memory' })
  expect(heard).toEqual(['lost'])
  expect(line.lost()?.why).toBe('its thread 1 failed: out of memory')
  close()
})
