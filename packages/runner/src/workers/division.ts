import { type LoadKind, type Share, shareOf } from '@sagellm-benchmark/protocol-types/loads'
import type { WorkerLine } from './worker-line.js'

type Placed = Pick<WorkerLine, 'shard'>

/** How a load is divided: arrival k goes to shard k mod n, and within it to its threads by the same rule. Threads of one process are one shard. */
export interface Division {
  readonly lines: number
  /** Which line sends number k, of arrivals or of a batch. */
  lineOf(k: number): number
  /** The part of a line: of the whole that of its shard, and of this the one of its thread. */
  partOf(line: number): readonly [ofShards: Share, ofThreads: Share]
}

/** @param lines - those of one shard in the order of its threads, and shards in the order of their numbers. */
export function divisionOf(lines: readonly Placed[]): Division {
  const byShard = new Map<number | undefined, number[]>()
  lines.forEach(({ shard }, line) => byShard.set(shard, [...(byShard.get(shard) ?? []), line]))
  const shards = [...byShard.values()]
  const parts = new Map(
    shards.flatMap((threads, index) =>
      threads.map((line, thread) => {
        const part = [
          { index, count: shards.length },
          { index: thread, count: threads.length },
        ] as const
        return [line, part] as const
      }),
    ),
  )
  return {
    lines: lines.length,
    lineOf(k) {
      const threads = shards[k % shards.length] as number[]
      return threads[Math.floor(k / shards.length) % threads.length] as number
    },
    partOf: (line) => parts.get(line) as [Share, Share],
  }
}

/** The lines that have anything to send of a load: no more than it has places. */
export function linesWithPlaces<Line extends Placed>(
  lines: readonly Line[],
  { loadKind, load }: { readonly loadKind: LoadKind; readonly load: Parameters<LoadKind['places']>[0] },
): readonly Line[] {
  const places = loadKind.places(load)
  if (places === null) return lines
  const { partOf } = divisionOf(lines)
  return lines.filter((_, line) => partOf(line).reduce(shareOf, places) > 0)
}
