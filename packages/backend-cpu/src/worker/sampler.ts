import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import type { SamplingOptions } from './messages.js'

/** Chooses the next token id from the logits of one position. */
export type Sampler = (logits: Float32Array) => number

/**
 * Greedy at temperature 0, else seeded sampling: temperature, then top-k, then top-p, the order of Hugging Face's
 * generation. The same seed and the same logits give the same ids, whatever else runs in the batch.
 */
export function createSampler({ temperature, topK, topP, seed }: SamplingOptions): Sampler {
  if (temperature === 0 || topK === 1) return likeliest
  const random = createRandom(seed)
  return (logits) => {
    const shares = softmax(logits, temperature)
    const kept = topK === null || topK >= shares.length ? null : topIds(shares, topK)
    const ids = topP === null || topP >= 1 ? kept : nucleus(shares, kept, topP)
    return draw(shares, ids, random.uniform())
  }
}

/** The id of the highest logit; of equal ones the lowest. */
function likeliest(logits: Float32Array): number {
  let best = 0
  for (let id = 1; id < logits.length; id += 1) {
    if ((logits[id] as number) > (logits[best] as number)) best = id
  }
  return best
}

/** Not normalised: the most likely token has share 1. */
function softmax(logits: Float32Array, temperature: number): Float64Array {
  let highest = Number.NEGATIVE_INFINITY
  for (const logit of logits) if (logit > highest) highest = logit
  const shares = new Float64Array(logits.length)
  for (let id = 0; id < shares.length; id += 1) {
    shares[id] = Math.exp(((logits[id] as number) - highest) / temperature)
  }
  return shares
}

/** The `count` most likely ids, best first. One pass with a small sorted list: spares sorting a whole vocabulary. */
function topIds(shares: Float64Array, count: number): number[] {
  const top: number[] = []
  for (let id = 0; id < shares.length; id += 1) {
    const share = shares[id] as number
    if (top.length === count && share <= (shares[top[count - 1] as number] as number)) continue
    let low = 0
    let high = top.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((shares[top[middle] as number] as number) >= share) low = middle + 1
      else high = middle
    }
    top.splice(low, 0, id)
    if (top.length > count) top.pop()
  }
  return top
}

/** The fewest most likely ids, out of `ids` or of all, that hold at least `topP` of their probability. */
function nucleus(shares: Float64Array, ids: readonly number[] | null, topP: number): number[] {
  const total = ids ? ids.reduce((sum, id) => sum + (shares[id] as number), 0) : sumOf(shares)
  const sorted = ids ?? sortedAbove(shares, ((1 - topP) * total) / shares.length)
  const kept: number[] = []
  let sum = 0
  for (const id of sorted) {
    kept.push(id)
    sum += shares[id] as number
    if (sum >= topP * total) break
  }
  return kept
}

/** All tokens below `floor` together hold less than what top-p leaves out, so none of them is needed. */
function sortedAbove(shares: Float64Array, floor: number): number[] {
  const ids: number[] = []
  for (let id = 0; id < shares.length; id += 1) if ((shares[id] as number) >= floor) ids.push(id)
  return ids.sort((a, b) => (shares[b] as number) - (shares[a] as number) || a - b)
}

function draw(shares: Float64Array, ids: readonly number[] | null, uniform: number): number {
  const count = ids ? ids.length : shares.length
  const idAt = (at: number): number => (ids ? (ids[at] as number) : at)
  let total = 0
  for (let at = 0; at < count; at += 1) total += shares[idAt(at)] as number
  let left = uniform * total
  for (let at = 0; at < count - 1; at += 1) {
    left -= shares[idAt(at)] as number
    if (left < 0) return idAt(at)
  }
  return idAt(count - 1)
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
