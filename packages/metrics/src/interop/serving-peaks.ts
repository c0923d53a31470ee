import type { ForeignRequest } from './foreign-request.js'
import type { ForeignRules, ForeignSample } from './foreign-sample.js'

type Chunks = Pick<ForeignRules, 'succeeds'> & {
  /** Time from the start of a request to its first chunk, ms. */
  first(request: ForeignRequest): number | null
}

/** Max chunks that came in one whole second after the first start; `null` where the chunks are not kept. */
export function fullestSecond(sample: ForeignSample, { succeeds, first }: Chunks): number | null {
  let begin = Number.POSITIVE_INFINITY
  for (const { startAt } of sample.ok) begin = Math.min(begin, startAt)
  const seconds = new Map<number, number>()
  const count = (at: number) => {
    const second = Math.floor((at - begin) / 1000)
    seconds.set(second, (seconds.get(second) ?? 0) + 1)
  }
  for (const [request, place] of sample.requests.sortedBy('startAt')) {
    if (!succeeds(request)) continue
    const gaps = sample.gaps.listOf(place)
    if (gaps === null) return null
    let at = request.startAt + (first(request) ?? 0)
    count(at)
    for (const gap of gaps) count((at += gap))
  }
  let max = 0
  for (const each of seconds.values()) max = Math.max(max, each)
  return max
}

/** Max requests that touched one whole second after the first start, which both tools call the peak. */
export function maxInOneSecond(requests: Iterable<ForeignRequest>, endOf: (request: ForeignRequest) => number): number {
  let begin = Number.POSITIVE_INFINITY
  for (const { startAt } of requests) begin = Math.min(begin, startAt)
  const seconds: number[] = []
  const second = (at: number) => Math.floor((at - begin) / 1000)
  for (const request of requests) {
    const last = second(endOf(request))
    for (let at = second(request.startAt); at <= last; at++) seconds[at] = (seconds[at] ?? 0) + 1
  }
  return seconds.reduce((max, each) => Math.max(max, each ?? 0), 0)
}
