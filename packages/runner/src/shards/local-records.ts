import { countRecord } from '@sagellm-benchmark/clients/endpoint'
import { BenchError, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { FromWorker, ToShard, ToWorker } from '@sagellm-benchmark/protocol-types/messages'
import type { Journal } from '../journal/open-journal.js'
import { offsetAt } from './clock-fit.js'
import { placedRecord } from './shard-axis.js'

type Axis = Extract<ToShard, { readonly kind: 'axis' }>
type Drive = Extract<ToWorker, { readonly kind: 'drive' }>
type Records = Extract<FromWorker, { readonly kind: 'records' }>

/** The records of a shard that keeps them itself: each is on the axis of the coordinator, as its clock was known then. */
export interface LocalRecords {
  /** What is known of this machine's clock by now. */
  learn(axis: Axis): void
  /** A load begins. */
  begin(drive: Drive): void
  /** Keeps what the thread measured, and gives what the coordinator is told of it. */
  keep(message: Records): Records
}

export type LocalRecordsOptions = {
  readonly shard: number
  readonly journal: Pick<Journal, 'append'>
  /** Counts tokens where the server reports none; `null` leaves them unknown. */
  readonly tokenizer: Tokenizer | null
}

export function createLocalRecords({ shard, journal, tokenizer }: LocalRecordsOptions): LocalRecords {
  let known: Axis | null = null
  /** Both of the load that goes on; the axis minus the clock of the coordinator. */
  let stampedWithMs = 0
  let axisFromMonotonicMs = 0

  const placed = (own: Records['records'][number]): RequestRecord => {
    if (known === null) throw new BenchError('internal', `shard ${shard} was told nothing of its clock`)
    const { offsetMs, errorMs } = offsetAt(known.line, own.endAt - axisFromMonotonicMs)
    return countRecord(placedRecord(own, { shard, shiftMs: stampedWithMs - offsetMs, errorMs }), tokenizer)
  }
  return {
    learn(axis) {
      known = axis
    },
    begin(drive) {
      stampedWithMs = known?.stampedWithMs ?? 0
      axisFromMonotonicMs = drive.axisFromMonotonicMs + stampedWithMs
    },
    keep(message) {
      const records = message.records.map(placed)
      journal.append(records)
      return { ...message, records: records.map(told) }
    },
  }
}

/** What watches a load needs no stamp of each token, and no text: these are nearly all of a record. */
function told(record: RequestRecord): RequestRecord {
  return { ...record, tokenAt: [], otherChunkAt: [], outputText: null, outputTokenIds: null }
}
