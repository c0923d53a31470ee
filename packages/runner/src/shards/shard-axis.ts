import { BenchError, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { FromWorker, ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import { shiftRecord } from '@sagellm-benchmark/protocol-types/records'
import type { ClockFit, ClockOffset } from './clock-fit.js'

/** What is known of the clock of a shard, ms. */
export type ShardClock = {
  /** CLOCK_MONOTONIC of the shard minus that of the coordinator. */
  readonly offsetMs: number
  /** By how much that can be wrong: the largest of the run. */
  readonly errorMs: number
  readonly driftPpm: number | null
  readonly roundTripMs: number | null
}

export type AxisOptions = {
  readonly shard: number
  readonly fit: ClockFit
  readonly monotonicMs: () => number
  /** The shard places its records itself, and keeps them. @default false */
  readonly placedThere?: boolean
}

/** Puts what goes to a shard on its clock, and what comes from it on the records' axis of the coordinator. */
export interface ShardAxis {
  /** A load begins: the stamps of all threads of the shard are made with the offset of this moment. */
  begin(axisFromMonotonicMs: number): void
  to(message: ToWorker): ToWorker
  from(message: FromWorker): FromWorker
  /** Keeps the error of this moment, as that of the run where none was larger. */
  note(): void
  clock(): ShardClock
  /** The offset that the stamps of the load that goes on are made with. */
  stampedWithMs(): number
}

/** With a larger error of the clocks, what depends on the times of several machines is marked. */
const LARGE_ERROR_MS = 1

export function createAxis({ shard, fit, monotonicMs, placedThere = false }: AxisOptions): ShardAxis {
  /** Offset that the shard's own stamps are made with, and the axis they are put on; both of the load that goes on. */
  let stampedWithMs = 0
  let axisFromMonotonicMs = 0
  let largestErrorMs = 0

  /** What the offset of a moment differs by from the one that stamps were made with: drift, and what was learnt meanwhile. */
  const correction = (atOnAxis: number) => {
    const { offsetMs, errorMs } = fit.at(atOnAxis - axisFromMonotonicMs)
    largestErrorMs = Math.max(largestErrorMs, errorMs)
    return { shiftMs: stampedWithMs - offsetMs, errorMs }
  }
  const record = (own: RequestRecord): RequestRecord => {
    if (!placedThere) return placedRecord(own, { shard, ...correction(own.endAt) })
    if (own.shard?.number !== shard) throw new BenchError('corrupt_data', 'it sent a record of another shard')
    largestErrorMs = Math.max(largestErrorMs, own.shard.clockErrorMs)
    return own
  }

  return {
    begin(axisFrom) {
      stampedWithMs = fit.at(monotonicMs()).offsetMs
      axisFromMonotonicMs = axisFrom
    },
    to(message) {
      switch (message.kind) {
        case 'start':
        case 'release':
          return { ...message, atMonotonicMs: message.atMonotonicMs + fit.at(monotonicMs()).offsetMs }
        case 'drive':
          return { ...message, axisFromMonotonicMs: axisFromMonotonicMs - stampedWithMs }
        default:
          return message
      }
    },
    from(message) {
      switch (message.kind) {
        case 'records':
          return { ...message, records: message.records.map(record) }
        case 'driven':
          return { ...message, driven: moved(message.driven, correction(monotonicMs() + axisFromMonotonicMs).shiftMs) }
        case 'failed':
          return { ...message, message: `shard ${shard}: ${message.message}` }
        default:
          return message
      }
    },
    note() {
      largestErrorMs = Math.max(largestErrorMs, fit.at(monotonicMs()).errorMs)
    },
    clock: () => ({
      offsetMs: fit.at(monotonicMs()).offsetMs,
      errorMs: largestErrorMs,
      driftPpm: fit.driftPpm(),
      roundTripMs: fit.leastRoundTripMs(),
    }),
    stampedWithMs: () => stampedWithMs,
  }
}

export type PlacedAt = Pick<ClockOffset, 'errorMs'> & { readonly shard: number; readonly shiftMs: number }

/** A record of a shard on the axis of the coordinator, with the number of the shard and how far its clock is known. */
export function placedRecord<Own extends RequestRecord>(own: Own, { shard, shiftMs, errorMs }: PlacedAt): Own {
  return {
    ...(shiftRecord(own, shiftMs) as Own),
    shard: { number: shard, clockErrorMs: errorMs },
    flags: errorMs > LARGE_ERROR_MS ? [...own.flags, 'shard_clock_uncertain' as const] : own.flags,
  }
}

type Driven = Extract<FromWorker, { kind: 'driven' }>['driven']

function moved(driven: Driven, shiftMs: number): Driven {
  const at = (time: number | null) => (time === null ? null : time + shiftMs)
  const { sample, startedAt, measuredFrom, endedAt } = driven
  const stalls = sample.stalls && {
    ...sample.stalls,
    longest: sample.stalls.longest.map((each) => ({ ...each, at: each.at + shiftMs })),
  }
  const times = { startedAt: at(startedAt), measuredFrom: at(measuredFrom), endedAt: at(endedAt) }
  return { ...driven, ...times, sample: { ...sample, stalls } }
}
