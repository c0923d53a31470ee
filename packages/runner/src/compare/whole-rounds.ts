import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { ComparisonCell } from './comparison-cells.js'

/**
 * The records of one target without those of a round that was cut off: a part of a batch says nothing of its throughput. A request
 * that stands there twice is given once.
 *
 * @param cells - what a whole round of each cell has.
 * @param records - of one target, in the order in which they were written.
 */
export async function* wholeRounds(
  cells: readonly ComparisonCell[],
  records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>,
): AsyncGenerator<RequestRecord> {
  const size = new Map(cells.map(({ name, workload }) => [name, workload.requests]))
  const begun = new Map<string, RequestRecord[]>()
  const seen = new Set<string>()
  for await (const record of records) {
    if (seen.has(record.requestId)) continue
    seen.add(record.requestId)
    if (record.phase !== 'measured') {
      yield record
      continue
    }
    const { workload, round } = record
    const key = JSON.stringify([workload, round])
    const own = begun.get(key) ?? []
    own.push(record)
    begun.set(key, own)
    if (own.length < (size.get(workload) ?? 1)) continue
    begun.delete(key)
    yield* own
  }
}
