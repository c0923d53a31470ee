/** Sign, exponent and 9 bits of mantissa: neighbouring buckets differ by at most 1/512 of the value. */
const BUCKET_BITS = 21
const BUCKETS = 1 << BUCKET_BITS
const BELOW_BUCKET_BITS = 32 - BUCKET_BITS

/**
 * The values of given ranks (0 is the smallest) of an unsorted sample, by histogram selection: one pass counts values by
 * their leading bits, a second collects only the buckets that hold a wanted rank.
 *
 * @param values - finite, not changed.
 * @param ranks - whole numbers in [0, values.length).
 */
export function orderStatistics(values: Float64Array, ranks: readonly number[]): Map<number, number> {
  const found = new Map<number, number>()
  const highWords = highWordsOf(values)
  const counts = countBuckets(highWords)
  const wanted = [...new Set(ranks)].sort((a, b) => a - b)

  let bucket = 0
  let before = 0
  for (let at = 0; at < wanted.length; ) {
    const rank = wanted[at] as number
    while (before + (counts[bucket] as number) <= rank) before += counts[bucket++] as number
    const inBucket = counts[bucket] as number
    const members = collect({ values, highWords, bucket, count: inBucket })
    const local: number[] = []
    for (; at < wanted.length && (wanted[at] as number) < before + inBucket; at++)
      local.push((wanted[at] as number) - before)
    for (const each of local) found.set(before + each, select(members, each))
  }
  return found
}

type HighWords = { readonly words: Int32Array; readonly first: number }

function highWordsOf(values: Float64Array): HighWords {
  // The platform's byte order decides which half of a double is the high one.
  const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
  return {
    words: new Int32Array(values.buffer, values.byteOffset, values.length * 2),
    first: littleEndian ? 1 : 0,
  }
}

/** Bucket numbers rise with the value: negative doubles are ordered by their flipped bits. */
function bucketOf(high: number): number {
  return ((high < 0 ? ~high : high | 0x80000000) >>> BELOW_BUCKET_BITS) as number
}

function countBuckets({ words, first }: HighWords): Uint32Array {
  const counts = new Uint32Array(BUCKETS)
  for (let at = first; at < words.length; at += 2) (counts[bucketOf(words[at] as number)] as number)++
  return counts
}

type Collection = { values: Float64Array; highWords: HighWords; bucket: number; count: number }

function collect({ values, highWords: { words, first }, bucket, count }: Collection): Float64Array {
  const members = new Float64Array(count)
  let size = 0
  for (let at = 0; at < values.length; at++)
    if (bucketOf(words[2 * at + first] as number) === bucket) members[size++] = values[at] as number
  return members
}

/**
 * The value of one rank, moving it to its place: Hoare's selection with the pivot sampled as Floyd and Rivest propose.
 * Reorders `values`.
 */
function select(values: Float64Array, rank: number): number {
  let left = 0
  let right = values.length - 1
  while (left < right) {
    const pivot = pivotOf(values, { left, right, rank })
    let low = left
    let high = right
    while (low <= high) {
      while ((values[low] as number) < pivot) low++
      while ((values[high] as number) > pivot) high--
      if (low > high) break
      const swapped = values[low] as number
      values[low++] = values[high] as number
      values[high--] = swapped
    }
    if (rank <= high) right = high
    else if (rank >= low) left = low
    else break
  }
  return values[rank] as number
}

/** A value close to the wanted rank: the matching rank of a small evenly spaced sample, so that each pass discards most. */
function pivotOf(values: Float64Array, range: { left: number; right: number; rank: number }): number {
  const { left, right, rank } = range
  const size = right - left + 1
  if (size < 64) return values[(left + right) >> 1] as number
  const sampled = Math.min(size, 255)
  const sample = new Float64Array(sampled)
  for (let at = 0; at < sampled; at++)
    sample[at] = values[left + Math.floor((at * (size - 1)) / (sampled - 1))] as number
  sample.sort()
  return sample[Math.round(((rank - left) / (size - 1)) * (sampled - 1))] as number
}
