import { connect, type TLSSocket } from 'node:tls'
import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import { type FromShard, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import { type JsonStream, openJsonStream } from './json-stream.js'
import { placeText, type ShardPlace } from './shard-place.js'
import { PSK_IDENTITY, shardKey, shardTls } from './shard-tls.js'
import { timerMs } from './timer-ms.js'

export type JoinOptions = {
  readonly place: ShardPlace
  readonly token: string | undefined
  /** How long shard 0 may take until it listens, seconds. */
  readonly waitSeconds: number
  readonly signal?: AbortSignal
  readonly clock: Clock
}

const RETRY_MS = 300
/** While nothing listens, or the name of the machine is not known yet, shard 0 may still be starting. */
const NOT_YET = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])

/**
 * Connects to shard 0, which may not be there yet.
 *
 * @throws BenchError `deadline_exceeded` where nothing listens in time; `unavailable` where something else listens, or has another
 *   secret; `invalid_argument` without a secret.
 */
export async function joinRendezvous(options: JoinOptions): Promise<JsonStream<ToShard, FromShard>> {
  const { place, waitSeconds, signal, clock } = options
  const key = shardKey(options.token)
  const until = clock.now() + waitSeconds * 1000
  for (;;) {
    if (signal?.aborted) throw new BenchError('cancelled', 'ended while it waited for shard 0')
    try {
      const socket = await connected(options, { key, until })
      socket.setNoDelay(true)
      return openJsonStream<ToShard, FromShard>(socket, { schema: ToShard, name: `shard 0 at ${placeText(place)}` })
    } catch (cause) {
      if (signal?.aborted) continue
      const code = (cause as NodeJS.ErrnoException).code ?? ''
      if (!NOT_YET.has(code)) throw otherSecret(place, cause)
      if (clock.now() >= until) throw notThere(options, code)
    }
    await clock.sleepUntil(clock.now() + RETRY_MS)
  }
}

type Connecting = { readonly key: Buffer; readonly until: number }

/** What answers nothing at all, as behind a firewall, is given up when the time is over, or the user ends the command. */
function connected(
  { place: { host, port }, signal, clock }: JoinOptions,
  { key, until }: Connecting,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      const late: NodeJS.ErrnoException = new Error('nothing answered')
      late.code = 'ETIMEDOUT'
      settle()
      reject(late)
      socket.destroy()
    }
    const stopWaiting = clock.setTimer(timerMs(until - clock.now()), giveUp)
    const settle = () => {
      stopWaiting()
      signal?.removeEventListener('abort', giveUp)
    }
    signal?.addEventListener('abort', giveUp, { once: true })
    const socket = connect({
      ...shardTls,
      host,
      port,
      pskCallback: () => ({ psk: key, identity: PSK_IDENTITY }),
      // There is no certificate: the key shows who is there.
      checkServerIdentity: () => undefined,
    })
    // Stays: an error behind the end of the waiting is nobody's any more.
    socket.on('error', (error) => {
      settle()
      reject(error)
    })
    socket.once('close', () => {
      settle()
      reject(new Error('the connection was closed'))
    })
    socket.once('secureConnect', () => {
      settle()
      resolve(socket)
    })
  })
}

function otherSecret(place: ShardPlace, cause: unknown): BenchError {
  return new BenchError(
    'unavailable',
    `what listens at ${placeText(place)} has another secret, or is no shard 0: ${(cause as Error).message}`,
    { hint: 'set the same SAGELLM_BENCHMARK_SHARD_TOKEN on all machines', cause },
  )
}

function notThere({ place, waitSeconds }: JoinOptions, code: string): BenchError {
  return new BenchError(
    'deadline_exceeded',
    `shard 0 did not listen at ${placeText(place)} within ${waitSeconds} s (${code})`,
    { hint: 'start shard 0 on that machine, and let its port through the firewall; --shard-wait waits longer' },
  )
}
