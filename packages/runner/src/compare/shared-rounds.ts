import type { LostShard } from '../load/run-result.js'
import type { ComparisonCell } from './comparison-cells.js'

/** What is known of the machines that share the load of a comparison. */
export type SharedRounds = {
  readonly of: number
  /** Numbers of those that were lost. */
  readonly lost: readonly number[]
  /** A sentence for each. */
  readonly notices: readonly string[]
}

/** Where a comparison was when machines were lost. */
export type LostInRound = {
  readonly lost: readonly LostShard[]
  readonly cell: ComparisonCell
  /** From 0; `null`: an unmeasured one. */
  readonly round: number | null
}

/** @param startedAt - when the comparison began, by the clock of its records. */
export function sharedRounds(
  of: number,
  { found, startedAt }: { readonly found: LostInRound | null; readonly startedAt: number },
): SharedRounds {
  const { lost, cell, round } = found ?? { lost: [], cell: null, round: null }
  const where = round === null ? `the warm-up of ${cell?.name}` : `round ${round + 1} of ${cell?.name}`
  const rest =
    round === null ? 'so that nothing was measured' : 'which counts for no target; the rounds before it are whole'
  const notices = lost.map(({ shard, why, heardAt }) => {
    const seconds = (Math.max(0, heardAt - startedAt) / 1000).toFixed(1)
    return `shard ${shard} was lost ${seconds} s after the start (${why}), in ${where}, ${rest}.`
  })
  const sentBy = `The load was sent by ${of} shards.`
  return { of, lost: lost.map(({ shard }) => shard), notices: [sentBy, ...notices] }
}
