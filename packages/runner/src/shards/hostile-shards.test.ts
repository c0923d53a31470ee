import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { systemClock } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, expect, test, vi } from 'vitest'
import { aHello } from '../testing/a-hello.js'
import { fakeClient } from '../testing/fake-client.js'
import { freePort } from '../testing/free-port.js'
import { aPlan } from '../testing/planned-requests.js'
import { driveForCoordinator } from './drive-for-coordinator.js'
import { joinRendezvous } from './join-rendezvous.js'
import { openRendezvous } from './rendezvous.js'
import type { ShardLine } from './shard-line.js'
import { PSK_IDENTITY, shardKey, shardTls } from './shard-tls.js'
import { startShards } from './start-shards.js'

const { identity } = fakeClient({ clock: virtualClock() })
const aWorker = { identity, post: () => {}, listen: () => {}, close: async () => {} }
vi.mock('../workers/start-worker.js', () => ({ startWorker: async () => aWorker }))

const token = 'a secret that all shards have'
/** Only ends what hangs. */
const patience = { timeout: 120_000 }
const plan = aPlan({ load: { kind: 'closed', concurrency: 1, rampUpSeconds: 0 }, requests: 1 })

let ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends) end()
  ends = []
})

/** Shard 0 whose waits are over when the test says so, with the processes that come to it. */
async function aRendezvous(of: number) {
  const place = { host: '127.0.0.1', port: await freePort() }
  const clock = virtualClock()
  const said: string[] = []
  const own = { version: aHello.version, planHash: aHello.planHash, records: aHello.records }
  const opening = openRendezvous({ place, of, token, own, clock, say: (text) => void said.push(text) })
  opening.catch(() => {})
  const hears = (text: string) => vi.waitUntil(() => said.some((each) => each.includes(text)), patience)
  await hears('waiting for')
  return {
    ...{ clock, said, opening, hears },
    /** A process with the secret, which says what the test has it say. */
    hostile: () => hostileAt(place.port),
    /** An honest shard. @returns how it ends. */
    async honest(shard: number) {
      const stream = await joinRendezvous({ place, token, waitSeconds: 600, clock: systemClock() })
      const living = driveForCoordinator({ stream, hello: { ...aHello, shard, of }, start: async () => [aWorker] })
      living.catch(() => {})
      await hears(`shard ${shard} of ${of} is here`)
      return { living }
    },
  }
}

async function hostileAt(port: number) {
  const socket = connect({
    ...{ ...shardTls, host: '127.0.0.1', port, checkServerIdentity: () => undefined },
    pskCallback: () => ({ psk: shardKey(token), identity: PSK_IDENTITY }),
  })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  ends.push(() => socket.destroy())
  return {
    socket,
    cut: new Promise((resolve) => socket.once('close', resolve)),
    say: (message: object) => line(socket, message),
  }
}

const line = (socket: TLSSocket, message: object) => void socket.write(`${JSON.stringify(message)}\n`)
const helloOf = (shard: number, of: number) => ({ ...aHello, shard, of })

/** Answers each question for its clock. */
function answerPings(socket: TLSSocket): void {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() as string
    for (const each of lines) {
      const { kind, number } = JSON.parse(each) as { kind: string; number?: number }
      if (kind === 'ping') line(socket, { kind: 'pong', number, monotonicMs: performance.now() })
    }
  })
}

const halfOfHello = JSON.stringify(helloOf(1, 2)).slice(0, 200)

test.each<[string, (socket: TLSSocket) => void]>([
  ['nothing', () => {}],
  ['half a line', (socket) => void socket.write(halfOfHello)],
  ['10 MB without an end of line', (socket) => void socket.write(Buffer.alloc(10_000_000, 'x'))],
  [
    'a byte now and then',
    (socket) => {
      let at = 0
      const slowly = setInterval(() => void socket.write(halfOfHello[at++ % halfOfHello.length] as string), 2)
      ends.push(() => clearInterval(slowly))
    },
  ],
])(
  'who has the secret and says %s in place of its number is turned away, and the run goes on',
  async (_name, speak) => {
    const { clock, hostile, honest, hears, opening } = await aRendezvous(2)
    const { socket, cut } = await hostile()
    // It takes what comes: a socket that is not read never sees its end.
    socket.resume()
    speak(socket)
    await aWhile()
    await clock.advance(30_000)
    await hears('was turned away: it did not say within 30 s which shard it is')
    await cut
    const { living } = await honest(1)
    const rendezvous = await opening
    await rendezvous.close()
    expect(await living).toEqual({ records: 0 })
  },
)

test('a first line that is longer than any name is cut off before its end', async () => {
  const { hostile, hears } = await aRendezvous(2)
  const { socket, cut } = await hostile()
  socket.resume()
  socket.write(Buffer.alloc(17_000_000, 'x'))
  await hears('was turned away')
  await cut
})

test.each<[string, (socket: TLSSocket) => void]>([
  ['answers no question for its clock', (socket) => void socket.resume()],
  ['reads nothing', (socket) => void socket.pause()],
  [
    'says other things in place of the time',
    (socket) => {
      socket.resume()
      const babble = setInterval(
        () => line(socket, { kind: 'kept', journal: { records: 0, sha256: '0'.repeat(64) } }),
        2,
      )
      ends.push(() => clearInterval(babble))
    },
  ],
])('a shard that %s ends the wait of all, in a line with its number', async (_name, behave) => {
  const { clock, hostile, honest, opening } = await aRendezvous(3)
  const { living } = await honest(2)
  const { socket, say } = await hostile()
  say(helloOf(1, 3))
  behave(socket)
  await aWhile()
  await clock.advance(60_000)
  await expect(opening).rejects.toMatchObject({
    code: 'unavailable',
    message: 'shard 1 was lost before the load began: it did not answer the questions for its clock within 60 s',
  })
  await expect(living).rejects.toMatchObject({ message: expect.stringContaining('shard 0 ended: shard 1 was lost') })
})

test('a shard whose client is never ready ends the wait of all, in a line with its number', async () => {
  const { clock, hostile, honest, hears, opening } = await aRendezvous(3)
  const { living } = await honest(2)
  const { socket, say } = await hostile()
  answerPings(socket)
  say(helloOf(1, 3))
  await hears('shard 1 of 3 is here')
  const rendezvous = await opening
  const begin = vi.spyOn(rendezvous.lines[1] as ShardLine, 'begin')
  const starting = startShards(rendezvous, { plan, clock, tokenizer: null })
  starting.catch(() => {})
  await vi.waitUntil(() => begin.mock.results.length === 1, patience)
  await begin.mock.results[0]?.value
  await clock.advance(120_000)
  const message = 'shard 1 was lost before the load began: its client was not ready within 120 s'
  await expect(starting).rejects.toMatchObject({ code: 'unavailable', message })
  await rendezvous.close(message)
  await expect(living).rejects.toMatchObject({ message: `shard 0 ended: ${message}` })
})

test('who has said nothing is cut off when shard 0 ends, so that its process can end', async () => {
  const { hostile, honest, opening } = await aRendezvous(2)
  const { socket, cut } = await hostile()
  socket.resume()
  await honest(1)
  await (await opening).close()
  await cut
})

/** Long enough for what was written to be read. */
async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5))
}
