import { type FromShard, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { aHello } from '../testing/a-hello.js'
import { pipeEnds } from '../testing/carriers.js'
import { fakeClient } from '../testing/fake-client.js'
import { aPlan } from '../testing/planned-requests.js'
import type { RunningWorker } from '../workers/start-worker.js'
import { driveForCoordinator, type ShardOptions } from './drive-for-coordinator.js'
import { openJsonStream } from './json-stream.js'

const { identity } = fakeClient({ clock: virtualClock() })
const plan = aPlan({ load: { kind: 'closed', concurrency: 1, rampUpSeconds: 0 }, requests: 1 })

/** A shard at one end of a pipe, what its thread was told, and the end of its coordinator. */
function aShard(options: Partial<ShardOptions> = {}) {
  const { near, far } = pipeEnds()
  const told: string[] = []
  const worker: RunningWorker = {
    identity,
    post: ({ kind }) => void told.push(kind),
    listen: () => {},
    close: async () => void told.push('close'),
  }
  const stream = openJsonStream<ToShard, FromShard>(far, { schema: ToShard, name: 'shard 0' })
  const living = driveForCoordinator({ stream, hello: aHello, start: async () => [worker], ...options })
  living.catch(() => {})
  const send = (message: object) => void near.write(`${JSON.stringify(message)}\n`)
  near.on('error', () => {})
  near.resume()
  return { living, worker, told, near, send }
}

const turns = async (count = 40) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

test('a coordinator that vanished without a word ends the shard, and no thread goes on sending', async () => {
  const clock = virtualClock()
  const { living, told, send } = aShard({ clock })
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  for (let second = 0; second < 29; second += 1) await clock.advance(1_000)
  expect(told).toEqual([])
  send({ kind: 'ping', number: 1 })
  await turns()
  for (let second = 0; second < 29; second += 1) await clock.advance(1_000)
  expect(told).toEqual([])
  for (let second = 0; second < 3; second += 1) await clock.advance(1_000)
  await expect(living).rejects.toMatchObject({ code: 'unavailable', message: 'nothing was heard of shard 0 for 31 s' })
  expect(told).toEqual(['close'])
})

test('a shard that is interrupted while it waits for the others ends at once', async () => {
  const { signal, abort } = aSignal()
  const { living } = aShard({ signal })
  await turns(3)
  abort()
  await expect(living).rejects.toMatchObject({ code: 'cancelled' })
})

const shape = { drive: 'slots', openLoop: false, places: 1, openingMs: 0, connections: 1, ahead: 1 }
const times = { usedMs: 0, openMayFail: false, firstDueMs: null, axisFromMonotonicMs: 0 }
const toThread = (thread: number, message: object) => ({ kind: 'to_thread', target: 0, thread, message })
const drive = toThread(0, { kind: 'drive', plan, workload: plan.workloads[0], shape, ...times })

test('a shard that is interrupted lets its load finish, and takes no other', async () => {
  const { signal, abort } = aSignal()
  const { told, send, living } = aShard({ signal })
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  send(drive)
  await turns()
  abort()
  await turns()
  expect(told).toEqual(['drive', 'drain'])
  send(drive)
  await expect(living).rejects.toMatchObject({ code: 'cancelled' })
  expect(told).toEqual(['drive', 'drain', 'close'])
})

test('a shard that is interrupted twice cuts off what is in flight', async () => {
  const { signal, abort } = aSignal()
  const stop = aSignal()
  const { told, send } = aShard({ signal, stopSignal: stop.signal })
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  send(drive)
  await turns()
  abort()
  stop.abort()
  expect(told).toEqual(['drive', 'drain', 'stop'])
})

test('a journal that is being opened when a shard ends is there before its end', async () => {
  const { signal, abort } = aSignal()
  let opened: (kept: Kept) => void = () => {}
  let ended = false
  const keep = () => new Promise<Kept>((resolve) => (opened = resolve))
  const { living, told, send } = aShard({ signal, keep })
  living.catch(() => (ended = true))
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  abort()
  await turns()
  expect([ended, told]).toEqual([false, ['close']])
  opened({
    journal: { file: 'none', append: () => {}, kept: () => ({ records: 0, sha256: '' }), close: () => {} },
    tokenizer: null,
  })
  await expect(living).rejects.toMatchObject({ code: 'cancelled' })
})

test('the threads of a plan take the place of those of the same target, and those of another target stay', async () => {
  const told: string[] = []
  let threads = 0
  const start = async (_plan: unknown, target: number) => {
    threads += 1
    const name = `${threads} of ${target}`
    const say = (text: string) => void told.push(`${name}: ${text}`)
    return [
      { identity, post: ({ kind }: { kind: string }) => say(kind), listen: () => {}, close: async () => say('close') },
    ]
  }
  const { send, living } = aShard({ start: start as never })
  const begin = async (target: number) => {
    send({ kind: 'begin', target, plan, run: 'a-run' })
    await turns()
  }
  await begin(0)
  await begin(1)
  send({ kind: 'to_thread', target: 1, thread: 0, message: { kind: 'drain' } })
  await begin(0)
  send({ kind: 'to_thread', target: 0, thread: 0, message: { kind: 'drain' } })
  await turns()
  expect(told).toEqual(['2 of 1: drain', '1 of 0: close', '3 of 0: drain'])
  send({ kind: 'close' })
  await living
  expect(told.slice(3).sort()).toEqual(['2 of 1: close', '3 of 0: close'])
})

test('a message for a target of which nothing has begun ends the shard in one line', async () => {
  const { send, living, told } = aShard()
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  send({ kind: 'to_thread', target: 7, thread: 0, message: { kind: 'drain' } })
  await expect(living).rejects.toMatchObject({
    code: 'corrupt_data',
    message: 'shard 0 named target 7, of which no plan has begun here',
  })
  expect(told).toEqual(['close'])
})

type Kept = Awaited<ReturnType<NonNullable<ShardOptions['keep']>>>

test('a shard that is interrupted when its client is ready and no load has begun ends at once', async () => {
  const { signal, abort } = aSignal()
  const { told, send, living } = aShard({ signal })
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  abort()
  await expect(living).rejects.toMatchObject({ code: 'cancelled' })
  expect(told).toEqual(['close'])
})

test('a thread that is ready only when its coordinator is gone is ended', async () => {
  let ready: (workers: [RunningWorker]) => void = () => {}
  const start = () => new Promise<[RunningWorker]>((resolve) => (ready = resolve))
  const { living, worker, told, near, send } = aShard({ start })
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  near.destroy()
  await expect(living).rejects.toMatchObject({ code: 'unavailable' })
  ready([worker])
  await turns()
  expect(told).toEqual(['close'])
})

/** A shard of two threads, its load under way, and what it says to the coordinator. */
async function twoThreads() {
  const heard: string[] = []
  const fails: ((message: string) => void)[] = []
  const aThread = (): RunningWorker => ({
    identity,
    post: () => {},
    listen: (listener) => {
      if (listener) fails.push((message) => listener({ kind: 'failed', code: 'internal', message, hint: null }))
    },
    close: async () => void heard.push('close'),
  })
  const { living, near, send } = aShard({ start: async () => [aThread(), aThread()] })
  near.on('data', (chunk: Buffer) => heard.push(...kindsOf(chunk)))
  send({ kind: 'begin', target: 0, plan, run: 'a-run' })
  await turns()
  return { living, heard, fails, send }
}

const kindsOf = (chunk: Buffer) =>
  [...chunk.toString().matchAll(/^\{"kind":"(ended|failed|of_thread)"/gm)].map(([, kind]) => kind as string)

test('a thread that is lost while the load goes on ends its shard, which says so; the other thread is ended too', async () => {
  const { living, heard, fails, send } = await twoThreads()
  send(drive)
  send(toThread(1, { kind: 'start', atMonotonicMs: 0 }))
  await turns()
  fails[1]?.('a load thread ended')
  await expect(living).rejects.toMatchObject({
    code: 'unavailable',
    message: 'shard 1 ends: its thread 1 failed: a load thread ended',
  })
  // What goes over the pipe is heard some turns later.
  expect(heard.sort()).toEqual(['close', 'close', 'ended'])
})

test('a thread that fails before the common start ends the run for all: the coordinator is told what failed', async () => {
  const { heard, fails, send, living } = await twoThreads()
  send(drive)
  await turns()
  fails[0]?.('no connection')
  await turns()
  expect(heard).toEqual(['of_thread'])
  send({ kind: 'ended', why: 'shard 1: no connection' })
  await expect(living).rejects.toMatchObject({ code: 'unavailable' })
})

function aSignal() {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort('interrupted') }
}
