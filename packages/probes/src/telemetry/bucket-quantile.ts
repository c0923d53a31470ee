import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { BucketQuantile } from '@sagellm-benchmark/protocol-types/telemetry'

/** Observations at most `le` seconds, not counting those of no smaller bucket out: cumulative, as on the page. */
export type Bucket = { readonly le: number; readonly count: number }

/**
 * A quantile of what fell into the buckets, by linear interpolation inside the one it lies in, in ms. The bounds of that
 * bucket are the honest answer; the value is a guess within them.
 *
 * @param buckets - cumulative, ascending by `le`, in seconds; the last is +Inf.
 * @param p - share in [0, 1].
 * @returns `null` without observations or without the +Inf bucket.
 * @throws BenchError `invalid_argument` when `p` lies outside [0, 1].
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 * @example bucketQuantile([{ le: 0.1, count: 2 }, { le: Infinity, count: 2 }], 0.5) // { valueMs: 50, lowMs: 0, highMs: 100 }
 */
export function bucketQuantile(buckets: readonly Bucket[], p: number): BucketQuantile | null {
  if (!(p >= 0 && p <= 1)) throw invalidArgument('p', p, 'give a share such as 0.99, not 99')
  const last = buckets.at(-1)
  if (!last || last.le !== Number.POSITIVE_INFINITY || !(last.count > 0)) return null

  const rank = p * last.count
  const at = buckets.findIndex(({ count }) => count > 0 && count >= rank)
  const bucket = buckets[at] ?? last
  const below = buckets[at - 1]
  const lowMs = (below?.le ?? Math.min(0, bucket.le)) * 1000
  if (bucket.le === Number.POSITIVE_INFINITY) return { valueMs: null, lowMs, highMs: null }

  const highMs = bucket.le * 1000
  const inside = bucket.count - (below?.count ?? 0)
  const share = inside > 0 ? (rank - (below?.count ?? 0)) / inside : 1
  return { valueMs: lowMs + Math.max(0, share) * (highMs - lowMs), lowMs, highMs }
}
