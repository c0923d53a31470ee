import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import { type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'

/**
 * The records of a run that was killed, each request once, without those of a batch that had not ended: a part of a batch says nothing of the
 * throughput of the whole. Loads that release requests one by one keep all of theirs.
 *
 * @param loadKinds - a caller's own kinds of load.
 * @throws BenchError `invalid_argument` for a load of a kind that is not known here.
 */
export async function* wholeBatches(
  { workloads, stop }: Pick<RunPlan, 'workloads' | 'stop'>,
  records: AsyncIterable<RequestRecord> | Iterable<RequestRecord>,
  loadKinds: readonly LoadKind[] = [],
): AsyncGenerator<RequestRecord> {
  const shapes = new Map(
    workloads.map(({ name, load, requests }) => {
      const kind = loadKindOf(load, loadKinds)
      const size = kind.drive === 'batches' ? (kind.places(load) ?? 1) : 1
      return [name, { size, requests: stop.byRequests ? requests : Number.POSITIVE_INFINITY }]
    }),
  )
  const begun = new Map<string, RequestRecord[]>()
  const seen = new Set<string>()
  for await (const record of records) {
    if (seen.has(record.requestId)) continue
    seen.add(record.requestId)
    const { workload, phase, round, index } = record
    const { size = 1, requests = Number.POSITIVE_INFINITY } = shapes.get(workload) ?? {}
    if (size === 1 || phase !== 'measured') {
      yield record
      continue
    }
    const number = Math.floor(index / size)
    const key = JSON.stringify([workload, round, number])
    const own = begun.get(key) ?? []
    own.push(record)
    begun.set(key, own)
    // The last batch of a round is smaller where its size does not divide the requests.
    if (own.length < Math.min(size, requests - number * size)) continue
    begun.delete(key)
    yield* own
  }
}
