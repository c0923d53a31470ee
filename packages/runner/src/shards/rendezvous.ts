import { randomUUID } from 'node:crypto'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { FromShard, type ShardHello, type ShardRecords, type ToShard } from '@sagellm-benchmark/protocol-types/messages'
import { hrtimeMs } from '../overhead/clock-offsets.js'
import { type JsonStream, openJsonStream } from './json-stream.js'
import { openShardLine, type ShardLine } from './shard-line.js'
import { misfitOf } from './shard-misfit.js'
import { placeText, type ShardPlace } from './shard-place.js'
import { PSK_IDENTITY, shardKey, shardTls } from './shard-tls.js'
import { timerMs } from './timer-ms.js'
import { watchStrangers } from './watch-strangers.js'

export type RendezvousOptions = {
  /** Where to listen: at this address where it is a loopback one, else at all addresses of this machine. */
  readonly place: ShardPlace
  /** Shards of the run, this process included. */
  readonly of: number
  readonly token: string | undefined
  /** What this process says of itself: each shard has to be the same. */
  readonly own: Pick<ShardHello, 'version' | 'planHash' | 'records'>
  /** How long to wait for all shards, and then for the client of each, seconds. @default 120 */
  readonly waitSeconds?: number
  readonly signal?: AbortSignal
  /** Called with a sentence for each shard that comes, and for each process that is turned away. @default nothing */
  readonly say?: (text: string) => void
  /** @default systemClock() */
  readonly clock?: Clock
  /** What the run is called by its shards. @default a random name */
  readonly run?: string
}

/** All shards of a run, come together at shard 0. */
export interface Rendezvous {
  readonly of: number
  /** What the run is called: drawn for it, and in no other. */
  readonly run: string
  /** Where its records are kept. */
  readonly records: ShardRecords
  /** Which of the targets that are open side by side its threads are for. */
  readonly target: number
  /** The same shards for another target, for which each has threads of its own. @param target - from 0 */
  forTarget(target: number): Rendezvous
  /** Shards 1 to n - 1, in their order. */
  readonly lines: readonly ShardLine[]
  /** Ends the connections. @param why - where the run ends before its time. */
  close(why?: string): Promise<void>
}

/** Whoever has the secret has this long to say which shard it is, however slowly. */
const HELLO_WAIT_MS = 30_000
/** Beside its name there is the environment of its machine, with a command line of 2 MB at most. */
const MAX_HELLO_BYTES = 16_000_000
/** Whoever has no secret holds a connection for no longer than this. */
const HANDSHAKE_WAIT_MS = 30_000
/** So many of them at once, beside all shards. */
const MOST_STRANGERS = 128

/**
 * Waits until all shards are here and fit together: the same plan, the same program, clocks that were measured. Nothing is sent to a
 * server before.
 *
 * @throws BenchError `deadline_exceeded` naming the shards that did not come; `invalid_argument` for one that does not fit, and for a
 *   secret that is missing; `unavailable` where the port is taken.
 */
export async function openRendezvous(options: RendezvousOptions): Promise<Rendezvous> {
  const {
    place,
    of,
    own,
    waitSeconds = 120,
    signal,
    say = () => {},
    clock = systemClock(),
    run = randomUUID(),
  } = options
  const key = shardKey(options.token)
  const lines = new Map<number, ShardLine>()
  const measured = new Set<number>()
  const close = async (why?: string) => {
    server.close()
    strangers.dismiss()
    for (const line of lines.values()) if (why !== undefined) line.end(why)
    await Promise.all([...lines.values()].map((line) => line.close()))
  }
  let done = () => {}
  let fail: (error: unknown) => void = () => {}
  const complete = new Promise<void>((resolve, reject) => {
    done = resolve
    fail = reject
  })
  const server = createServer({
    ...shardTls,
    handshakeTimeout: HANDSHAKE_WAIT_MS,
    pskCallback: (_socket, identity) => (identity === PSK_IDENTITY ? key : null),
  })
  const strangers = watchStrangers(server, { most: MOST_STRANGERS + of, say })
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.setNoDelay(true)
    void welcome(socket).catch(fail)
  })

  const welcome = async (socket: TLSSocket) => {
    const name = `the process at ${socket.remoteAddress ?? 'an unknown address'}`
    const stream = openJsonStream<FromShard, ToShard>(socket, {
      ...{ schema: FromShard, name, maxFirstLineBytes: MAX_HELLO_BYTES },
    })
    const hello = await helloOf(stream, clock)
    if (hello === null)
      return say(`${name} was turned away: it did not say within ${HELLO_WAIT_MS / 1000} s which shard it is`)
    strangers.know(socket)
    const problem = misfitOf(hello, { of, own, here: lines })
    if (problem) {
      stream.post({ kind: 'refused', ...problem })
      stream.close()
      throw new BenchError('invalid_argument', problem.why, { hint: problem.hint })
    }
    const line = openShardLine({ stream, hello, clock, monotonicMs: hrtimeMs, readySeconds: waitSeconds })
    lines.set(hello.shard, line)
    await line.measureClock()
    const lost = line.lost()
    if (lost) throw new BenchError('unavailable', `shard ${lost.shard} was lost before the load began: ${lost.why}`)
    say(`shard ${hello.shard} of ${of} is here (clock known to ${line.clock().errorMs.toFixed(3)} ms)`)
    measured.add(hello.shard)
    if (measured.size === of - 1) done()
  }

  const stopWaiting = clock.setTimer(timerMs(waitSeconds * 1000), () => fail(missing(measured, options)))
  const onAbort = () => fail(new BenchError('cancelled', 'ended while it waited for the other shards'))
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await listening(server, place)
    say(`waiting for ${of - 1} more shards at ${placeText(place)}`)
    if (of === 1) done()
    await complete
    const inOrder = [...lines.values()].sort((a, b) => a.shard - b.shard)
    return atTarget(0, { of, run, records: own.records, lines: inOrder, close })
  } catch (error) {
    await close((error as Error).message)
    throw error
  } finally {
    stopWaiting()
    signal?.removeEventListener('abort', onAbort)
  }
}

function atTarget(target: number, shared: Omit<Rendezvous, 'target' | 'forTarget'>): Rendezvous {
  return { ...shared, target, forTarget: (other) => atTarget(other, shared) }
}

async function helloOf(stream: JsonStream<FromShard, ToShard>, clock: Clock): Promise<ShardHello | null> {
  const first = new Promise<ShardHello | null>((resolve) => {
    stream.listen((message) => resolve(message.kind === 'hello' ? message : null))
  })
  let stop = () => {}
  const late = new Promise<null>((resolve) => {
    stop = clock.setTimer(HELLO_WAIT_MS, () => resolve(null))
  })
  const hello = await Promise.race([first, late, stream.ended.then(() => null)])
  stop()
  stream.listen(null)
  if (hello === null) stream.close()
  return hello
}

function missing(
  here: ReadonlySet<number>,
  { of, place, waitSeconds = 120 }: Pick<RendezvousOptions, 'of' | 'place' | 'waitSeconds'>,
): BenchError {
  const numbers = Array.from({ length: of - 1 }, (_, at) => at + 1).filter((number) => !here.has(number))
  const named =
    numbers.length > 8 ? `${numbers.slice(0, 8).join(', ')} and ${numbers.length - 8} more` : numbers.join(', ')
  const which = numbers.length === 1 ? `shard ${named}` : `shards ${named}`
  return new BenchError(
    'deadline_exceeded',
    `${which} of ${of} did not come to ${placeText(place)} within ${waitSeconds} s`,
    { hint: 'look at what those processes printed; --shard-wait gives them more time' },
  )
}

function listening(server: Server, { host, port }: ShardPlace): Promise<void> {
  const alone = /^(127\.[\d.]+|::1)$/.test(host) ? { host } : {}
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `shard 0 cannot listen on port ${port}: ${cause.message}`
      reject(new BenchError('unavailable', message, { hint: 'give --rendezvous another port', cause }))
    })
    // Later ones, such as a full table of files, are those of one connection that could not be taken.
    server.on('error', () => {})
    server.listen({ port, ...alone }, () => resolve())
  })
}
