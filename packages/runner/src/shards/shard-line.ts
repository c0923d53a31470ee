import type { ClientIdentity } from '@sagellm-benchmark/clients'
import type { Clock, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FromShard, FromWorker, ShardHello, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import type { KeptJournal } from '@sagellm-benchmark/protocol-types/telemetry'
import type { LineLost, WorkerLine } from '../workers/worker-line.js'
import { createClockFit } from './clock-fit.js'
import { createGivenRequests } from './given-requests.js'
import type { JsonStream } from './json-stream.js'
import { createAxis, type ShardClock } from './shard-axis.js'
import { type ShardConnection, watchShard } from './shard-connection.js'
import { withoutKeys } from './without-keys.js'

/** A line to one thread of a shard, whose client is made. */
type ThreadLine = WorkerLine & { readonly identity: ClientIdentity }

/** The connection to a shard on another machine. */
export interface ShardLine {
  readonly shard: number
  readonly hello: ShardHello
  /** As of the newest plan that it has begun; none before. */
  readonly threads: readonly ThreadLine[]
  /** Measures its clock by exchanges one after the other, for half a minute at most. Resolves where the shard is lost, as one is that answers none. */
  measureClock(): Promise<void>
  clock(): ShardClock
  /** Has it start its threads, in the place of those of an earlier plan. @param run - what the run is called. @throws BenchError what failed there, or that it was lost, as one is that is not ready in time. */
  begin(plan: RunPlan, run: string): Promise<void>
  /** The journal that it keeps itself, as of the end of its newest load; `null` where it keeps none, or has not said. */
  journal(): KeptJournal | null
  /** Of the client of its machine; `null` where that was not measured. */
  calibration(): CalibrationFile | null
  lost(): LineLost | null
  /** Says why the run ends before its time. */
  end(why: string): void
  close(): Promise<void>
}

export type ShardLineOptions = {
  readonly stream: JsonStream<FromShard, ToShard>
  readonly hello: ShardHello
  readonly clock: Clock
  /** CLOCK_MONOTONIC of this machine in ms. */
  readonly monotonicMs: () => number
  /** How long it may take until its client is ready, seconds. @default 120 */
  readonly readySeconds?: number
}

/** Exchanges of one measurement of a clock. */
const BURST = 24
/** With longer ways between the machines, fewer exchanges are one. */
const BURST_MS = 30_000
/** A shard that has left a question open for the rest of this is lost. */
const CLOCK_WAIT_MS = 60_000
const CLOSE_WAIT_MS = 5_000
/** Beside the round trip: a busy loop at the other end. */
const LEAD_MS = 10

export function openShardLine(options: ShardLineOptions): ShardLine {
  const { stream, hello, clock, monotonicMs, readySeconds = 120 } = options
  const { shard } = hello
  const fit = createClockFit()
  const keepsRecords = hello.records === 'local'
  const axis = createAxis({ shard, fit, monotonicMs, placedThere: keepsRecords })
  const tellAxis = () => {
    if (keepsRecords) stream.post({ kind: 'axis', line: fit.line(), stampedWithMs: axis.stampedWithMs() })
  }
  const given = createGivenRequests()
  const read = (message: FromWorker) => axis.from(given.checked(message))
  const connection = watchShard({ shard, stream, fit, clock, monotonicMs, read, onClock: tellAxis })
  let threads: readonly ThreadLine[] = []

  const lineTo = (thread: number, identity: ClientIdentity): ThreadLine => ({
    ...{ shard, thread, identity },
    post(message) {
      const own = message.kind === 'drive' ? { ...message, plan: withoutKeys(message.plan) } : message
      given.give(own)
      // The first thread has a part of every load, and is the first to be told of it.
      if (own.kind === 'drive' && thread === 0) {
        axis.begin(own.axisFromMonotonicMs)
        tellAxis()
      }
      stream.post({ kind: 'to_thread', thread, message: axis.to(own) })
    },
    listen: (listener) => connection.listen(thread, listener),
    giveUp: connection.giveUp,
    // There, and back for the words that say that it is ready; with room for a wait at either end.
    leadMs: () => LEAD_MS + 4 * (fit.leastRoundTripMs() ?? 0),
  })

  return {
    shard,
    hello,
    get threads() {
      return threads
    },
    async measureClock() {
      await askOften(connection, clock)
      axis.note()
    },
    clock: axis.clock,
    ...{ journal: connection.journal, calibration: connection.calibration },
    async begin(plan, run) {
      given.forget()
      const ready = connection.heard('ready')
      stream.post({ kind: 'begin', plan, run })
      const stop = connection.giveUpAfter(readySeconds * 1000, `its client was not ready within ${readySeconds} s`)
      try {
        const { identity, threads: count } = await ready
        threads = Array.from({ length: count }, (_, thread) => lineTo(thread, identity))
      } finally {
        stop()
      }
    },
    lost: connection.lost,
    end(why) {
      if (!connection.letGo()) return
      stream.post({ kind: 'ended', why })
      stream.close()
    },
    async close() {
      if (!connection.letGo()) return
      const closed = connection.heard('closed').catch(() => {})
      stream.post({ kind: 'close' })
      let stop = () => {}
      const late = new Promise<void>((resolve) => {
        stop = clock.setTimer(CLOSE_WAIT_MS, resolve)
      })
      await Promise.race([closed, stream.ended, late])
      stop()
      stream.close()
    },
  }
}

async function askOften(connection: ShardConnection, clock: Clock): Promise<void> {
  const why = `it did not answer the questions for its clock within ${CLOCK_WAIT_MS / 1000} s`
  const stop = connection.giveUpAfter(CLOCK_WAIT_MS, why)
  const until = clock.now() + BURST_MS
  for (let turn = 0; turn < BURST && clock.now() < until && !connection.lost(); turn += 1) await connection.askClock()
  stop()
}
