import { createRandom, type RandomSource, sampleNormal } from '@sagellm-benchmark/protocol-types/random'
import { studentTails } from '../statistics/student-tail.js'
import { levelStatistic, rankStatistic } from './change-statistics.js'
import type { ChangeShape } from './most-different.js'

/** By which of its two statistics a change is judged. */
type ChangeMeasure = 'ranks' | 'levels'

/** Noise that the difference of levels is held against: normal, and each run resembles the one before by so much. */
const ALLOWED_CORRELATION = 0.2

/** Up to here each number of values has a table of its own; beyond, some numbers stand for those around them, on the safe side. */
const OWN_TABLE = 40
const STEP = 1.25
/** Steps of the search that a table may cost. */
const EFFORT = 1e8
const MOST_DRAWS = 10_000
const FEWEST_DRAWS = 1000
/** A table is trusted up to where so many draws lie beyond; from there the tail is that of a known distribution. */
const FEWEST_BEYOND = 20

export type ChanceOptions = {
  readonly measure: ChangeMeasure
  readonly shape: ChangeShape
  /** Number of values. */
  readonly n: number
}

/**
 * Chance that noise alone shows a difference of this size anywhere: for ranks, values in any order; for levels, normal noise in which each run
 * resembles the one before by 0.2. By up to 10,000 draws from a fixed seed, so that the same series has the same chance always.
 *
 * @param size - of the statistic.
 * @returns above 0, up to 1.
 */
export function chanceOf(size: number, { measure, shape, n }: ChanceOptions): number {
  const table = tableOf({ measure, shape, n: tabledSize(measure, n) })
  const beyond = table.length - firstAtLeast(table, size)
  if (beyond >= FEWEST_BEYOND) return (beyond + 1) / (table.length + 1)
  const trusted = table[table.length - FEWEST_BEYOND] as number
  const there = (FEWEST_BEYOND + 1) / (table.length + 1)
  return Math.max(Number.MIN_VALUE, there * Math.min(1, tails[measure](size, n) / tails[measure](trusted, n)))
}

/** Tails that fall no faster than those of the statistics. */
const tails: Readonly<Record<ChangeMeasure, (size: number, n: number) => number>> = {
  ranks: (size) => Math.exp((-size * size) / 2),
  levels: (size, n) =>
    studentTails(size * Math.sqrt((1 - ALLOWED_CORRELATION) / (1 + ALLOWED_CORRELATION)), n - 2) + Number.MIN_VALUE,
}

const tables = new Map<string, Float64Array>()

/** Sorted sizes under noise alone. */
function tableOf({ measure, shape, n }: ChanceOptions): Float64Array {
  const key = `${measure} ${shape} ${n}`
  const known = tables.get(key)
  if (known) return known
  const effort = shape === 'end' ? 4 * n : 4 * n + (n * n) / 2
  const draws = Math.max(FEWEST_DRAWS, Math.min(MOST_DRAWS, Math.floor(EFFORT / effort)))
  const random = createRandom(20 + n)
  const draw = measure === 'ranks' ? anyOrder(n, random) : similarNeighbours(n, random)
  const statistic = measure === 'ranks' ? rankStatistic : levelStatistic
  const table = Float64Array.from({ length: draws }, () => statistic(shape, draw()).size).sort()
  tables.set(key, table)
  return table
}

function anyOrder(n: number, random: RandomSource): () => Float64Array {
  const ranks = Float64Array.from({ length: n }, (_, at) => at + 1)
  return () => {
    for (let last = n - 1; last > 0; last--) {
      const other = random.index(last + 1)
      const held = ranks[last] as number
      ranks[last] = ranks[other] as number
      ranks[other] = held
    }
    return ranks
  }
}

function similarNeighbours(n: number, random: RandomSource): () => Float64Array {
  const values = new Float64Array(n)
  const fresh = Math.sqrt(1 - ALLOWED_CORRELATION ** 2)
  return () => {
    let state = sampleNormal(random)
    for (let at = 0; at < n; at++) {
      values[at] = state
      state = ALLOWED_CORRELATION * state + fresh * sampleNormal(random)
    }
    return values
  }
}

/** The largest difference of ranks grows with their number, that of levels shrinks: the next number above, or below, errs on the safe side. */
function tabledSize(measure: ChangeMeasure, n: number): number {
  let size = OWN_TABLE
  if (n <= size) return n
  for (let next = size; next <= n; next = Math.ceil(next * STEP)) size = next
  return measure === 'levels' || size === n ? size : Math.ceil(size * STEP)
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    // Equal differences may differ in the last bits.
    if ((sorted[middle] as number) < value - 1e-9) low = middle + 1
    else high = middle
  }
  return low
}
