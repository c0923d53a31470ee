import type { WorkloadOutcome } from '@sagellm-benchmark/runner'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'

/** What a reader has to know of a run that several machines sent; nothing where one did. */
export function shardNotices(rendezvous: Rendezvous | null, workloads: readonly WorkloadOutcome[]): string[] {
  if (rendezvous === null) return []
  const errors = rendezvous.lines.map((line) => line.clock().errorMs).filter(Number.isFinite)
  const known = errors.length === 0 ? '' : `; their clocks are known to ${Math.max(...errors).toFixed(3)} ms`
  return [
    `The load was sent by ${rendezvous.of} shards${known} (shards.json).`,
    ...workloads.flatMap((outcome) => lostSentences(outcome).map((each) => `${outcome.workload.name}: ${each}`)),
  ]
}

/** Names the window of each shard that was lost, as a reason why the load that was asked for was not kept. */
export function lostSentences({
  lost = [],
  startedAt,
  endedAt,
}: Pick<WorkloadOutcome, 'lost' | 'startedAt' | 'endedAt'>): string[] {
  return lost.map(({ shard, why, heardAt, unrecorded }) => {
    const seconds = (ms: number) => (Math.max(0, ms) / 1000).toFixed(1)
    const from = startedAt === null ? 'before the start' : `${seconds(heardAt - startedAt)} s after the start`
    const until =
      startedAt === null || endedAt === null ? '' : ` and until the end at ${seconds(endedAt - startedAt)} s`
    const open = unrecorded === 0 ? '' : `, and ${unrecorded} requests that it had sent have no record`
    return `${lostShard(shard)} ${from} (${why}): from then on${until} its part of the arrivals is missing${open}`
  })
}

const lostShard = (shard: number | string) => `shard ${shard} was lost`

/** Whether a sentence is one of `lostSentences`. */
export function isOfLostShard(sentence: string): boolean {
  const [, shard = ''] = /^shard (\d+) /.exec(sentence) ?? []
  return sentence.startsWith(lostShard(shard))
}
