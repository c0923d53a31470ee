import type { Statistic } from '@sagellm-benchmark/protocol-types/metrics'

/** 2^9 buckets an octave from 2^-20 ms to 2^32 ms: a percentile is off by less than 0.1 %. */
const PER_OCTAVE = 512
const LOWEST_OCTAVE = -20
const OCTAVES = 52

/** Gaps between chunks in bounded memory: mean, deviation and extremes exact, percentiles within 0.1 %. */
export interface GapHistogram {
  add(gapMs: number): void
  /** `null` without a gap. */
  statistic(statistic: Statistic): number | null
}

/** @example const gaps = createGapHistogram(); gaps.add(12.5); gaps.statistic({ kind: 'percentile', p: 0.5 }) // 12.5 within 0.1 % */
export function createGapHistogram(): GapHistogram {
  // Bucket 0 holds the gaps of 0, which shared a read.
  const counts = new Float64Array(OCTAVES * PER_OCTAVE + 1)
  let n = 0
  let mean = 0
  let squares = 0
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  return {
    add(gapMs) {
      n++
      // Welford's update keeps the deviation exact without a second pass over values that are gone.
      const distance = gapMs - mean
      mean += distance / n
      squares += distance * (gapMs - mean)
      min = Math.min(min, gapMs)
      max = Math.max(max, gapMs)
      const bucket = bucketOf(gapMs)
      counts[bucket] = (counts[bucket] as number) + 1
    },
    statistic(statistic) {
      if (n === 0) return null
      switch (statistic.kind) {
        case 'mean':
          return mean
        case 'std':
          return Math.sqrt(squares / n)
        case 'min':
          return min
        case 'max':
          return max
        case 'percentile':
          return Math.min(max, Math.max(min, valueOf(counts, statistic.p * (n - 1))))
        case 'whole':
          return null
      }
    },
  }
}

function bucketOf(gapMs: number): number {
  if (!(gapMs > 0)) return 0
  const place = Math.floor((Math.log2(gapMs) - LOWEST_OCTAVE) * PER_OCTAVE)
  return 1 + Math.min(OCTAVES * PER_OCTAVE - 1, Math.max(0, place))
}

function valueOf(counts: Float64Array, rank: number): number {
  let before = 0
  for (let bucket = 0; bucket < counts.length; bucket++) {
    before += counts[bucket] as number
    if (before > rank) return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / PER_OCTAVE + LOWEST_OCTAVE)
  }
  return Number.NaN
}
