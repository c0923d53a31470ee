import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FromShard, FromWorker, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import type { KeptJournal } from '@sagellm-benchmark/protocol-types/telemetry'
import type { LineLost } from '../workers/worker-line.js'
import { createClockExchanges } from './clock-exchanges.js'
import type { ClockFit } from './clock-fit.js'
import type { JsonStream } from './json-stream.js'
import { keepAsking } from './keep-asking.js'
import { createShardEars, type ShardEars } from './shard-ears.js'
import { timerMs } from './timer-ms.js'

type Failed = Extract<FromShard, { readonly kind: 'failed' }>

export type ShardConnectionOptions = {
  readonly shard: number
  readonly stream: JsonStream<FromShard, ToShard>
  readonly fit: ClockFit
  readonly clock: Clock
  readonly monotonicMs: () => number
  /** What a message of one of its threads is here. @throws BenchError for one that it may not send */
  readonly read: (message: FromWorker, target: number) => FromWorker
  /** What it says of a failure of all its threads. */
  readonly readFailure: (message: Failed) => Failed
  /** Whether its threads for a target were asked for. */
  readonly hasBegun: (target: number) => boolean
  /** Called when more is known of its clock. */
  readonly onClock: () => void
}

/** What is heard of a shard, and that nothing more is. */
export interface ShardConnection extends Pick<ShardEars, 'heard' | 'listen'> {
  /** One exchange with its clock; resolves at once where it is lost. */
  askClock(): Promise<void>
  /** Ends the wait for it: it is lost from now on. */
  giveUp(why: string): void
  /** Gives it up when so many ms are over. One limit at a time. @returns what takes the limit away. */
  giveUpAfter(limitMs: number, why: string): () => void
  lost(): LineLost | null
  /** The journal that it keeps itself, as it last said. */
  journal(): KeptJournal | null
  /** How far the client of its machine is known to be right, as it said. */
  calibration(): CalibrationFile | null
  /** It is to go: what happens to the connection from now on is no loss. @returns false where it was lost, or has gone. */
  letGo(): boolean
}

export function watchShard(options: ShardConnectionOptions): ShardConnection {
  const { shard, stream, fit, clock, monotonicMs, read, readFailure, hasBegun, onClock } = options
  const exchanges = createClockExchanges({ fit, monotonicMs, ping: (number) => stream.post({ kind: 'ping', number }) })
  let lost: LineLost | null = null
  let gone = false
  let journal: KeptJournal | null = null
  let calibration: CalibrationFile | null = null
  let stopLimit = () => {}

  const lose = (why: string) => {
    asking.stop()
    stopLimit()
    exchanges.abandon()
    if (gone || lost) return
    lost = { kind: 'lost', shard, why, heardMonotonicMs: asking.heardMs() }
    stream.close()
    ears.told(lost)
  }
  const ears = createShardEars(() => lost)
  const asking = keepAsking({ clock, monotonicMs, ask: () => void exchanges.ask(), onSilence: lose })
  stream.listen((message) => {
    // What it still says when it was given up is part of nothing any more.
    if (lost) return
    asking.heard()
    switch (message.kind) {
      case 'pong':
        exchanges.answer(message.number, message.monotonicMs)
        return onClock()
      case 'kept':
        journal = message.journal
        return
      case 'calibrated':
        calibration = message.calibration
        return
      case 'ended':
        return lose(message.why)
      case 'failed':
        return ears.told(readFailure(message))
      case 'ready':
        return hasBegun(message.target) ? ears.told(message) : lose(strange(message.target))
      case 'closed':
        return ears.told(message)
      case 'of_thread':
        if (!hasBegun(message.target)) return lose(strange(message.target))
        return ears.toldBy(message, () => read(message.message, message.target))
      case 'hello':
        return
    }
  })
  void stream.ended.then((why) => lose(why?.message ?? 'it closed the connection'))

  return {
    ...{ listen: ears.listen, heard: ears.heard },
    askClock: async () => {
      if (!lost) await exchanges.ask()
    },
    giveUp: lose,
    giveUpAfter(limitMs, why) {
      stopLimit = clock.setTimer(timerMs(limitMs), () => lose(why))
      return stopLimit
    },
    lost: () => lost,
    journal: () => journal,
    calibration: () => calibration,
    letGo() {
      if (lost || gone) return false
      gone = true
      asking.stop()
      stopLimit()
      return true
    },
  }
}

const strange = (target: number) => `it spoke of target ${target}, for which it was asked nothing`
