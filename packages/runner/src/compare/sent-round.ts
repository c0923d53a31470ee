import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { RecordSink } from '../load/recorder.js'
import type { LostShard, RunResult } from '../load/run-result.js'
import type { CellTallies } from './cell-tallies.js'

/** The part of a round that one target had. It counts when it is kept: where a machine is lost in a round, no target keeps its part. */
export type SentRound = {
  /** Machines that were lost while it was sent. */
  readonly lost: readonly LostShard[]
  /** Another machine ended its part, because it was interrupted there. */
  readonly ended: boolean
  keep(): Promise<void>
}

export const nothingSent: SentRound = { lost: [], ended: false, keep: async () => {} }

/** Whether all that was to be sent was sent, as far as other machines are concerned. */
export function isWhole({ lost, ended }: SentRound): boolean {
  return lost.length === 0 && !ended
}

/** @param how.mayEnd - whether an early end can only be that of another machine. */
export function sentRound(
  { workloads }: Pick<RunResult, 'workloads'>,
  { mayEnd, keep }: Pick<SentRound, 'keep'> & { readonly mayEnd: boolean },
): SentRound {
  return {
    lost: workloads.flatMap(({ lost = [] }) => lost),
    ended: mayEnd && workloads.some(({ stopReason }) => stopReason === 'interrupted'),
    keep,
  }
}

type Holding = { readonly sink: RecordSink | null; readonly tallies: CellTallies; readonly shared: boolean }

/**
 * Holds the records of a round until it is known whether it counts. What one machine sends alone is written as it ends, because nothing
 * takes it back; what several send is written when the round is whole, so that a journal has no round of half a load.
 */
export function holdRound({ sink, tallies, shared }: Holding) {
  const records: RequestRecord[] = []
  return {
    sink: shared ? null : sink,
    add(record: RequestRecord) {
      records.push(record)
    },
    async keep() {
      if (shared) await sink?.append(records)
      for (const record of records) tallies.add(record)
    },
  }
}
