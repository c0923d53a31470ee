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
  const begun = line.begin(plan, { run: 'a-run', target: 0 })
  await send({ kind: 'ready', target: 0, identity, threads: 2 })
  const [first, second] = await begun
  second?.listen((message) => void heard.push(message.kind))
  const planned = aRequest({ index: 0 })
  second?.post({ kind: 'requests', phase: 'measured', dealt: [{ planned, batch: null, pauseMs: 0 }], last: true })
  const ofThread = (thread: number, message: object) => send({ kind: 'of_thread', target: 0, thread, message })
  const say = (...ids: string[]) =>
    ofThread(1, { kind: 'records', records: ids.map((requestId) => aRecord({ requestId })) })
  return { line, first, heard, say, send, ofThread, id: planned.requestId, close: () => far.destroy() }
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
  const { first, heard, ofThread, close } = await aLine()
  const heardOfFirst: string[] = []
  first?.listen((message) => void heardOfFirst.push(message.kind))
  await ofThread(0, { kind: 'want', phase: 'measured', count: 1 })
  await ofThread(7, { kind: 'want', phase: 'measured', count: 1 })
  expect([heardOfFirst, heard]).toEqual([['want'], []])
  close()
})

test('a shard that says that it ends is lost, with all of its threads and for the reason that it gives', async () => {
  const { line, heard, send, close } = await aLine()
  await send({ kind: 'ended', why: 'its thread 1 failed: out of memory' })
  expect(heard).toEqual(['lost'])
  expect(line.lost()?.why).toBe('its thread 1 failed: out of memory')
  close()
})

test('the threads of two targets are open side by side, and requests of the same names are of the one that was given them', async () => {
  const { line, first, heard, say, send, id, close } = await aLine()
  const begun = line.begin(plan, { run: 'a-run', target: 1 })
  await send({ kind: 'ready', target: 1, identity, threads: 1 })
  const [other] = await begun
  const heardOfOther: string[] = []
  other?.listen((message) => void heardOfOther.push(message.kind))
  first?.listen(null)
  await send({ kind: 'of_thread', target: 1, thread: 0, message: { kind: 'want', phase: 'measured', count: 1 } })
  await say(id)
  expect([heard, heardOfOther]).toEqual([['records'], ['want']])
  // The other target was not given this request.
  const records = [aRecord({ requestId: id })]
  await send({ kind: 'of_thread', target: 1, thread: 0, message: { kind: 'records', records } })
  expect(line.lost()?.why).toContain('a request that it was not given')
  expect([heard, heardOfOther]).toEqual([
    ['records', 'lost'],
    ['want', 'lost'],
  ])
  close()
})

test.each([
  ['a thread of it', { kind: 'of_thread', target: 7, thread: 0, message: { kind: 'sent', requestIds: [] } }],
  ['threads for it', { kind: 'ready', target: 7, identity, threads: 1 }],
])('a shard that names %s for a target that it was asked nothing for is cut off, in one line', async (_name, word) => {
  const { line, heard, send, close } = await aLine()
  await send(word)
  expect(heard).toEqual(['lost'])
  expect(line.lost()?.why).toBe('it spoke of target 7, for which it was asked nothing')
  close()
})
