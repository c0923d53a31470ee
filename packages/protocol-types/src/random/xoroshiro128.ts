/**
 * The pseudo-random generator xoroshiro128+ of Blackman and Vigna (2018, parameters 24, 16, 37), of whose 64-bit numbers the
 * low 32 bits are given. Integer arithmetic only: the same numbers on every machine and in every JavaScript engine.
 *
 * @param state - two 64-bit words as four 32-bit ones: high and low of the first, high and low of the second; not all 0.
 * @returns a function that gives the next number, a signed 32-bit integer.
 * @see https://prng.di.unimi.it
 */
export function xoroshiro128(state: readonly [number, number, number, number]): () => number {
  let [firstHigh, firstLow, secondHigh, secondLow] = state.map((word) => word | 0) as [number, number, number, number]

  return () => {
    const low = (firstLow + secondLow) | 0
    const mixedHigh = firstHigh ^ secondHigh
    const mixedLow = firstLow ^ secondLow

    // first = rotl(first, 24) ^ mixed ^ (mixed << 16), in halves; the old high half is still needed for the low one.
    const oldHigh = firstHigh
    firstHigh = ((oldHigh << 24) | (firstLow >>> 8)) ^ mixedHigh ^ ((mixedHigh << 16) | (mixedLow >>> 16))
    firstLow = ((firstLow << 24) | (oldHigh >>> 8)) ^ mixedLow ^ (mixedLow << 16)
    // second = rotl(mixed, 37): a swap of the halves, and 5 more.
    secondHigh = (mixedLow << 5) | (mixedHigh >>> 27)
    secondLow = (mixedHigh << 5) | (mixedLow >>> 27)
    return low
  }
}
