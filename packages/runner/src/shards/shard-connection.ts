import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FromShard, FromWorker, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import type { KeptJournal } from '@sagellm-benchmark/protocol-types/telemetry'
import type { LineLost } from '../workers/worker-line.js'
import { createClockExchanges } from './clock-exchanges.js'
import type { ClockFit } from './clock-fit.js'
import type { JsonStream } from './json-stream.js'
import { createShardEars, type ShardEars } from './shard-ears.js'

export type ShardConnectionOptions = {
  readonly shard: number
  readonly stream: JsonStream<FromShard, ToShard>
  readonly fit: ClockFit
  readonly clock: Clock
  readonly monotonicMs: () => number
  /** What a message of one of its threads is here. */
  readonly read: (message: FromWorker) => FromWorker
  /** Called when more is known of its clock. */
  readonly onClock: () => void
}

/** What is heard of a shard, and that nothing more is. */
export interface ShardConnection extends Pick<ShardEars, 'heard' | 'listen'> {
  /** One exchange with its clock; resolves at once where it is lost. */
  askClock(): Promise<void>
  lost(): LineLost | null
  /** The journal that it keeps itself, as it last said. */
  journal(): KeptJournal | null
  /** How far the client of its machine is known to be right, as it said. */
  calibration(): CalibrationFile | null
  /** It is to go: what happens to the connection from now on is no loss. @returns false where it was lost, or has gone. */
  letGo(): boolean
}

/** While it is connected, its clock is asked once in so many ms. */
const ASK_EVERY_MS = 500
/** A shard that says nothing for so long is lost. */
const SILENCE_MS = 15_000

export function watchShard(options: ShardConnectionOptions): ShardConnection {
  const { shard, stream, fit, clock, monotonicMs, read, onClock } = options
  const exchanges = createClockExchanges({ fit, monotonicMs, ping: (number) => stream.post({ kind: 'ping', number }) })
  let lost: LineLost | null = null
  let gone = false
  let journal: KeptJournal | null = null
  let calibration: CalibrationFile | null = null
  let heardMonotonicMs = monotonicMs()
  let stopAsking = () => {}

  const lose = (why: string) => {
    stopAsking()
    exchanges.abandon()
    if (gone || lost) return
    lost = { kind: 'lost', shard, why, heardMonotonicMs }
    stream.close()
    ears.told(lost)
  }
  const ears = createShardEars(() => lost)
  const goOnAsking = () => {
    stopAsking = clock.setTimer(ASK_EVERY_MS, () => {
      const silentMs = monotonicMs() - heardMonotonicMs
      if (silentMs > SILENCE_MS) return lose(`nothing was heard of it for ${Math.round(silentMs / 1000)} s`)
      void exchanges.ask()
      goOnAsking()
    })
  }
  stream.listen((message) => {
    heardMonotonicMs = monotonicMs()
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
        return ears.told(read(message) as typeof message)
      case 'ready':
      case 'closed':
        return ears.told(message)
      case 'of_thread':
        return ears.toldBy(message.thread, () => read(message.message))
      case 'hello':
        return
    }
  })
  void stream.ended.then((why) => lose(why?.message ?? 'it closed the connection'))
  goOnAsking()

  return {
    ...{ listen: ears.listen, heard: ears.heard },
    askClock: async () => {
      if (!lost) await exchanges.ask()
    },
    lost: () => lost,
    journal: () => journal,
    calibration: () => calibration,
    letGo() {
      if (lost || gone) return false
      gone = true
      stopAsking()
      return true
    },
  }
}
