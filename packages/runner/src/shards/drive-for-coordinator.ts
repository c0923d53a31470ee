import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { hrtimeMs } from '../overhead/clock-offsets.js'
import { createShardSender, type SenderOptions } from './shard-sender.js'
import { watchSilence } from './watch-silence.js'

export type ShardOptions = SenderOptions & {
  /** Lets what is in flight finish, and ends the part of this shard. */
  readonly signal?: AbortSignal
  /** Cuts off what is in flight. @default never */
  readonly stopSignal?: AbortSignal
  /** Called with a sentence for each step. @default nothing */
  readonly say?: (text: string) => void
  /** CLOCK_MONOTONIC of this machine in ms. @default process.hrtime */
  readonly monotonicMs?: () => number
  /** Of the wait for a coordinator that says nothing. @default systemClock() */
  readonly clock?: Clock
}

/** What a shard did. */
export type ShardReport = {
  /** Records that the coordinator has. */
  readonly records: number
}

/**
 * A shard's life: says who it is, starts threads that send its part of each load, and hands on what goes to and fro. The threads do
 * nothing else; what is written into lines and read from them is here.
 *
 * @throws BenchError `invalid_argument` where the coordinator turns it away; `unavailable` where the coordinator is lost or ended;
 *   `cancelled` where the signal comes while no load goes on.
 */
export async function driveForCoordinator(options: ShardOptions): Promise<ShardReport> {
  const { stream, hello, signal, stopSignal, say = () => {}, monotonicMs = hrtimeMs, clock = systemClock() } = options
  let finish: (error: BenchError | null) => void = () => {}
  const over = new Promise<BenchError | null>((resolve) => {
    finish = resolve
  })
  const sender = createShardSender(options, (error) => finish(error))
  const close = async () => {
    await sender.close()
    stream.post({ kind: 'closed' })
    finish(null)
  }
  const interrupted = () => finish(new BenchError('cancelled', 'interrupted while no load went on'))
  const onAbort = () => {
    if (sender.driving()) sender.postAll({ kind: 'drain' })
    else interrupted()
  }
  const onStop = () => {
    if (sender.driving()) sender.postAll({ kind: 'stop' })
  }
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort, { once: true })
  stopSignal?.addEventListener('abort', onStop, { once: true })
  const silence = watchSilence({ clock, onSilence: finish })
  stream.listen((message) => {
    silence.heard()
    switch (message.kind) {
      case 'ping':
        // Read as late as it can be, and sent at once: what lies between is an error of the clocks.
        return stream.post({ kind: 'pong', number: message.number, monotonicMs: monotonicMs() })
      case 'refused':
        return finish(new BenchError('invalid_argument', message.why, { hint: message.hint }))
      case 'ended':
        return finish(new BenchError('unavailable', `shard 0 ended: ${message.why}`))
      case 'begin':
        say('all shards are here')
        return void sender.begin(message)
      case 'close':
        return void close()
      case 'axis':
        return sender.learn(message)
      case 'to_thread': {
        const isLate = signal?.aborted === true && message.message.kind === 'drive'
        // The next load would be sent without its part in silence: who is lost is named.
        if (isLate && message.thread === 0) return interrupted()
        sender.post(message)
        // This load began before the interruption, at its first thread.
        if (isLate) sender.postAll({ kind: 'drain' })
      }
    }
  })
  stream.post(hello)
  const cut = stream.ended.then((why) => why ?? connectionLost())
  try {
    const error = await Promise.race([over, cut])
    if (error) throw error
    return { records: sender.records() }
  } finally {
    silence.stop()
    signal?.removeEventListener('abort', onAbort)
    stopSignal?.removeEventListener('abort', onStop)
    // Whatever ended it, no thread goes on sending for nobody.
    await sender.close()
    stream.close()
  }
}

function connectionLost(): BenchError {
  return new BenchError('unavailable', 'the connection to shard 0 was lost', { hint: 'look at what it printed' })
}
