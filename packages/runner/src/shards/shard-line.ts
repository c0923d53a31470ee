import type { ClientIdentity } from '@sagellm-benchmark/clients'
import { BenchError, type Clock, type RunPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { FromShard, ShardHello, ToShard } from '@sagellm-benchmark/protocol-types/messages'
import type { KeptJournal } from '@sagellm-benchmark/protocol-types/telemetry'
import type { LineLost, WorkerLine } from '../workers/worker-line.js'
import { createClockFit } from './clock-fit.js'
import { createGivenRequests, type GivenRequests } from './given-requests.js'
import type { JsonStream } from './json-stream.js'
import { createAxis, type ShardClock } from './shard-axis.js'
import { type ShardConnection, watchShard } from './shard-connection.js'
import type { ThreadPlace } from './shard-ears.js'
import { withoutKeys } from './without-keys.js'

/** A line to one thread of a shard, whose client is made. */
type ThreadLine = WorkerLine & { readonly identity: ClientIdentity }

/** What the run is called, and which of its targets a plan is for. */
type BeginAs = { readonly run: string; readonly target: number }

/** The connection to a shard on another machine. */
export interface ShardLine {
  readonly shard: number
  readonly hello: ShardHello
  /** Measures its clock by exchanges one after the other, for half a minute at most. Resolves where the shard is lost, as one is that answers none. */
  measureClock(): Promise<void>
  clock(): ShardClock
  /**
   * Has it start its threads for a target, in the place of those of an earlier plan of the same target.
   *
   * @returns a line to each of them.
   * @throws BenchError what failed there, or that it was lost, as one is that is not ready in time.
   */
  begin(plan: RunPlan, as: BeginAs): Promise<readonly ThreadLine[]>
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
  /** By target: two of a comparison are given requests of the same names. */
  const given = new Map<number, GivenRequests>()
  const connection = watchShard({
    ...{ shard, stream, fit, clock, monotonicMs, onClock: tellAxis },
    read: (message, target) => axis.from(given.get(target)?.checked(message) ?? message),
    readFailure: (message) => axis.from(message) as typeof message,
    hasBegun: (target) => given.has(target),
  })

  const lineTo = ({ target, thread }: ThreadPlace, identity: ClientIdentity): ThreadLine => ({
    ...{ shard, thread, identity },
    post(message) {
      const own = message.kind === 'drive' ? { ...message, plan: withoutKeys(message.plan) } : message
      given.get(target)?.give(own)
      // The first thread has a part of every load, and is the first to be told of it.
      if (own.kind === 'drive' && thread === 0) {
        axis.begin(own.axisFromMonotonicMs)
        tellAxis()
      }
      stream.post({ kind: 'to_thread', target, thread, message: axis.to(own) })
    },
    listen: (listener) => connection.listen({ target, thread }, listener),
    giveUp: connection.giveUp,
    // There, and back for the words that say that it is ready; with room for a wait at either end.
    leadMs: () => LEAD_MS + 4 * (fit.leastRoundTripMs() ?? 0),
  })

  return {
    shard,
    hello,
    async measureClock() {
      await askOften(connection, clock)
      axis.note()
    },
    clock: axis.clock,
    ...{ journal: connection.journal, calibration: connection.calibration },
    async begin(plan, { run, target }) {
      given.set(target, createGivenRequests())
      const ready = connection.heard('ready')
      stream.post({ kind: 'begin', target, plan, run })
      const stop = connection.giveUpAfter(readySeconds * 1000, `its client was not ready within ${readySeconds} s`)
      try {
        const { identity, threads } = readyFor(target, await ready)
        return Array.from({ length: threads }, (_, thread) => lineTo({ target, thread }, identity))
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

type Ready = Extract<FromShard, { readonly kind: 'ready' }>

function readyFor(target: number, ready: Ready): Ready {
  if (ready.target === target) return ready
  throw new BenchError('corrupt_data', `a shard is ready for target ${ready.target}, and ${target} was asked for`)
}
