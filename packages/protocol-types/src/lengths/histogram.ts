import { z } from 'zod'
import { defineLengthKind } from './define-length-kind.js'

export const LengthBin = z
  .object({
    from: z.int().positive().describe('shortest length of the bin'),
    to: z.int().positive().describe('longest length of the bin; the same as from for a single length'),
    weight: z.number().nonnegative().describe('how often, beside the other bins; any unit'),
  })
  .refine(({ from, to }) => from <= to, 'a bin goes from the shorter length to the longer one')
export type LengthBin = z.infer<typeof LengthBin>

export const histogram = defineLengthKind({
  name: 'histogram',
  description: 'bins by their weights, and within a bin every whole number alike',
  fields: {
    bins: z
      .array(LengthBin)
      .min(1)
      .refine((bins) => bins.some(({ weight }) => weight > 0), 'at least one bin needs a weight above 0'),
  },
  text({ bins }) {
    const used = bins.filter(({ weight }) => weight > 0)
    const shortest = Math.min(...used.map(({ from }) => from))
    return `histogram of ${used.length} ${used.length === 1 ? 'bin' : 'bins'}, ${shortest} to ${longest(bins)}`
  },
  mean({ bins }) {
    const sum = bins.reduce((total, { from, to, weight }) => total + (weight * (from + to)) / 2, 0)
    return sum / sumOf(bins)
  },
  largest: ({ bins }) => longest(bins),
  draw({ bins }, random) {
    const ends = cumulated(bins)
    const at = random.uniform() * (ends.at(-1) as number)
    let low = 0
    let high = ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] as number) > at) high = middle
      else low = middle + 1
    }
    const { from, to } = bins[low] as LengthBin
    return random.int(from, to)
  },
})

function longest(bins: readonly LengthBin[]): number {
  return bins.reduce((most, { to, weight }) => (weight > 0 ? Math.max(most, to) : most), 1)
}

function sumOf(bins: readonly LengthBin[]): number {
  return bins.reduce((total, { weight }) => total + weight, 0)
}

const known = new WeakMap<readonly LengthBin[], Float64Array>()

/** Summed up once a histogram: one with thousands of bins is drawn from for each request. */
function cumulated(bins: readonly LengthBin[]): Float64Array {
  const found = known.get(bins)
  if (found) return found
  let sum = 0
  const ends = Float64Array.from(bins, ({ weight }) => (sum += weight))
  known.set(bins, ends)
  return ends
}
