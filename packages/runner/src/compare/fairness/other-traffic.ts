import type { TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { addressOf } from '../one-address.js'
import { defineFairnessCheck } from './define-fairness-check.js'

export const otherTraffic = defineFairnessCheck({
  subject: 'other traffic',
  check(captures) {
    const counts = captures.map((capture) => countsOf(capture, captures))
    const evidence = captures
      .map(({ label }, at) => {
        const count = counts[at]
        if (!count) return `${label}: its counters are not known`
        const by = count.others.length > 0 ? ` (together with ${count.others.join(', ')}, the same server)` : ''
        const surplus = count.served - count.sent
        const text = `${label}: served ${count.served}, we sent ${count.sent}${by}`
        if (surplus === 0) return text
        return surplus > 0 ? `${text}: ${surplus} came from elsewhere` : `${text}: ${-surplus} were not counted`
      })
      .join('; ')
    // Of a round that a lost machine left incomplete the server counts what came of it, and we count none.
    if (captures.some(({ shards }) => (shards?.lost.length ?? 0) > 0))
      return {
        result: 'unknown',
        evidence: `${evidence}; the round in which a shard was lost is not among those we sent`,
      }
    if (counts.some((count) => count !== null && count.served > count.sent)) return { result: 'differs', evidence }
    // A server that missed some of ours may have missed others' as well.
    const known = counts.every((count) => count !== null && count.served === count.sent)
    return { result: known ? 'same' : 'unknown', evidence }
  },
})

type Counts = { readonly served: number; readonly sent: number; readonly others: readonly string[] }

/** A server under several labels counts what came under all of them, as they were measured in turn. */
function countsOf(capture: TargetCapture, captures: readonly TargetCapture[]): Counts | null {
  const served = capture.serverCounters?.requests
  const same = captures.filter((each) => each === capture || areOneServer(each, capture))
  let sent = 0
  for (const { clientCounts } of same) {
    if (clientCounts === null) return null
    sent += clientCounts.requests
  }
  if (served == null) return null
  return { served, sent, others: same.filter((each) => each !== capture).map(({ label }) => label) }
}

/** One address at one time; another server may stand there at another. */
function areOneServer(a: TargetCapture, b: TargetCapture): boolean {
  if (a.url === null || b.url === null || addressOf(a.url) !== addressOf(b.url)) return false
  const times = [a.startedAt, a.endedAt, b.startedAt, b.endedAt].map((each) => Date.parse(each ?? ''))
  const [aStart, aEnd, bStart, bEnd] = times as [number, number, number, number]
  return aStart <= bEnd && bStart <= aEnd
}
