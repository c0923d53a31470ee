import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test, vi } from 'vitest'
import { aHello } from '../testing/a-hello.js'
import { fakeClient } from '../testing/fake-client.js'
import { freePort, listening } from '../testing/free-port.js'
import { aPlan } from '../testing/planned-requests.js'
import { driveForCoordinator } from './drive-for-coordinator.js'
import { joinRendezvous } from './join-rendezvous.js'
import { openRendezvous } from './rendezvous.js'
import { startShards } from './start-shards.js'

const { identity } = fakeClient({ clock: virtualClock() })
const aWorker = { identity, post: () => {}, listen: () => {}, close: async () => {} }
vi.mock('../workers/start-worker.js', () => ({ startWorker: async () => aWorker }))

const token = 'a secret that all shards have'
const clock = systemClock()
/** Only ends what hangs. */
const patience = { timeout: 120_000 }
const plan = aPlan({ load: { kind: 'closed', concurrency: 1, rampUpSeconds: 0 }, requests: 1 })

/** Shard 0 of two, and shard 1, which has come to it. */
async function twoShards() {
  const place = { host: '127.0.0.1', port: await freePort() }
  const said: string[] = []
  const own = { version: aHello.version, planHash: aHello.planHash, records: aHello.records }
  const opening = openRendezvous({ place, of: 2, token, own, clock, say: (text) => void said.push(text) })
  const shard = joinRendezvous({ place, token, waitSeconds: 600, clock }).then((stream) =>
    driveForCoordinator({ stream, hello: aHello, start: async () => [aWorker] }),
  )
  shard.catch(() => {})
  return { place, opening, shard, said }
}

test('a run that fails at shard 0 fails at the others, whose part had been let go by then', async () => {
  const { opening, shard } = await twoShards()
  const rendezvous = await opening
  const generator = await startShards(rendezvous, { plan, clock, tokenizer: null })
  await generator.close()
  await rendezvous.close('the disk is full')
  await expect(shard).rejects.toMatchObject({ code: 'unavailable', message: 'shard 0 ended: the disk is full' })
})

test('a run that came to its end ends the others in peace', async () => {
  const { opening, shard } = await twoShards()
  const rendezvous = await opening
  const generator = await startShards(rendezvous, { plan, clock, tokenizer: null })
  await generator.close()
  await rendezvous.close()
  expect(await shard).toEqual({ records: 0 })
})

test('nothing begins before the clocks of all shards are measured, whoever came first', async () => {
  const place = { host: '127.0.0.1', port: await freePort() }
  const said: string[] = []
  const own = { version: aHello.version, planHash: aHello.planHash, records: aHello.records }
  const opening = openRendezvous({ place, of: 3, token, own, clock, say: (text) => void said.push(text) })
  let open = false
  void opening.then(() => (open = true))
  const slow = await joinRendezvous({ place, token, waitSeconds: 600, clock })
  const answer = (number: number) => slow.post({ kind: 'pong', number, monotonicMs: performance.now() })
  let isAsked = false
  slow.listen((message) => {
    if (message.kind === 'close') slow.post({ kind: 'closed' })
    if (message.kind !== 'ping') return
    // The first question of its measurement is left open.
    if (message.number === 1) isAsked = true
    else answer(message.number)
  })
  slow.post({ ...aHello, shard: 2, of: 3 })
  await vi.waitUntil(() => isAsked, patience)
  const quick = joinRendezvous({ place, token, waitSeconds: 600, clock }).then((stream) =>
    driveForCoordinator({ stream, hello: { ...aHello, of: 3 }, start: async () => [aWorker] }),
  )
  await vi.waitUntil(() => said.some((text) => text.startsWith('shard 1 of 3 is here')), patience)
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(open).toBe(false)

  answer(1)
  const rendezvous = await opening
  for (const line of rendezvous.lines) expect(line.clock().errorMs).toBeLessThan(Number.POSITIVE_INFINITY)
  await rendezvous.close()
  await quick
  slow.close()
})

test('a stranger that says nothing delays no shard, and is cut off when shard 0 ends', async () => {
  const { place, opening, said } = await twoShards()
  await vi.waitUntil(() => said.some((text) => text.startsWith('waiting for')), patience)
  const silent = connect(place.port, place.host)
  silent.on('error', () => {})
  const cut = new Promise((resolve) => silent.on('close', resolve))
  await once(silent, 'connect')
  const rendezvous = await opening
  // The other end takes it a turn later.
  await new Promise((resolve) => setTimeout(resolve, 50))
  await rendezvous.close()
  await cut
})

test.runIf(process.platform === 'linux')('at a loopback address no other one is listened at', async () => {
  const { place, opening, said } = await twoShards()
  await vi.waitUntil(() => said.some((text) => text.startsWith('waiting for')), patience)
  const other = connect(place.port, '127.0.0.2')
  await expect(once(other, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  const rendezvous = await opening
  await rendezvous.close()
})

test('a wait that is longer than a timer of JavaScript is not over at once', async () => {
  const place = { host: '127.0.0.1', port: await freePort() }
  const controller = new AbortController()
  const own = { version: '1', planHash: '', records: 'gathered' as const }
  const opening = openRendezvous({ place, of: 2, token, own, clock, waitSeconds: 3_000_000, signal: controller.signal })
  opening.catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 100))
  controller.abort()
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
})

test('strangers without the secret are told of a few times, however many they are', async () => {
  const place = { host: '127.0.0.1', port: await freePort() }
  const said: string[] = []
  const controller = new AbortController()
  const own = { version: '1', planHash: '', records: 'gathered' as const }
  const opening = openRendezvous({
    ...{ place, of: 2, token, own, clock, waitSeconds: 600, signal: controller.signal },
    say: (text) => void said.push(text),
  })
  opening.catch(() => {})
  await vi.waitUntil(() => said.length > 0, patience)
  for (let stranger = 0; stranger < 30; stranger += 1) {
    const socket = connect(place.port, place.host)
    socket.on('error', () => {})
    socket.end('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    socket.resume()
    await once(socket, 'close')
  }
  controller.abort()
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' })
  const turnedAway = said.filter((text) => text.includes('turned away'))
  expect(turnedAway).toHaveLength(20)
  expect(turnedAway.at(-1)).toContain('others like it are not shown')
})

test('what takes connections at the place of shard 0 and says nothing is given up in time, or when the user ends it', async () => {
  const server = createServer((socket) => void socket.on('error', () => {}).resume())
  const place = { host: '127.0.0.1', port: await listening(server) }
  try {
    await expect(joinRendezvous({ place, token, waitSeconds: 0.2, clock })).rejects.toMatchObject({
      code: 'deadline_exceeded',
    })
    const controller = new AbortController()
    const joining = joinRendezvous({ place, token, waitSeconds: 600, clock, signal: controller.signal })
    setTimeout(() => controller.abort('interrupted'), 100)
    await expect(joining).rejects.toMatchObject({ code: 'cancelled' })
  } finally {
    server.close()
  }
})
