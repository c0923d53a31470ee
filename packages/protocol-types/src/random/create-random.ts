import { invalidArgument } from '../errors/bench-error.js'
import { deriveSeed } from './derive-seed.js'
import { xoroshiro128 } from './xoroshiro128.js'

/** A stream of random numbers that a seed fully determines. */
export interface RandomSource {
  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number
  /** Uniform integer, both ends included. */
  int(from: number, to: number): number
  /**
   * Uniform place in a list of `length`, up to a million: half the cost of `int`, for loops that draw millions. Of 32 random bits,
   * so that no place is favoured by more than 1/4000 of its probability.
   */
  index(length: number): number
  /** @throws BenchError `invalid_argument` for an empty list. */
  pick<T>(items: readonly T[]): T
  /** A new array in random order. */
  shuffled<T>(items: readonly T[]): T[]
}

/**
 * Opens the stream of one seed: the one source of random numbers of the project (xoroshiro128+, seeded through
 * `deriveSeed`). The same seed gives the same numbers on every machine and in every release, for prompts and arrivals are made
 * from them.
 *
 * @param seed - a safe integer, usually from `deriveSeed`. All of its 53 bits count.
 * @throws BenchError `invalid_argument` for any other number.
 * @example createRandom(deriveSeed(0, 'Q1')).int(1, 6)
 */
export function createRandom(seed: number): RandomSource {
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', seed, 'give a whole number below 2^53')
  const next = xoroshiro128(stateOf(seed))
  // 26 and 27 bits make the 53 of a double's fraction.
  const uniform = () => (next() & 0x3ffffff) * 2 ** -26 + (next() & 0x7ffffff) * 2 ** -53
  const int = (from: number, to: number) => from + Math.floor(uniform() * (to - from + 1))

  return {
    uniform,
    int,
    index: (length) => Math.floor((next() >>> 0) * (length / 2 ** 32)),
    pick(items) {
      if (items.length === 0) throw invalidArgument('items', '[]', 'give at least one item to pick from')
      return items[int(0, items.length - 1)] as (typeof items)[number]
    },
    shuffled(items) {
      const copy = [...items]
      for (let last = copy.length - 1; last > 0; last -= 1) {
        const other = int(0, last)
        const held = copy[last] as (typeof copy)[number]
        copy[last] = copy[other] as (typeof copy)[number]
        copy[other] = held
      }
      return copy
    },
  }
}

/** Four 32-bit words; never all zero, which would be the one dead state of the generator. */
function stateOf(seed: number): [number, number, number, number] {
  const first = deriveSeed(seed, 'state', 0)
  const second = deriveSeed(seed, 'state', 1)
  return [first | 1, Math.floor(first / 0x200000) | 0, second | 0, Math.floor(second / 0x200000) | 0]
}
