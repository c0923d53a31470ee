/** The values of one metric over a run, in the order of the requests, in ascending order, and by round. */
export interface Sample {
  readonly values: Float64Array
  /** Sorted at the first reading, once for all that needs it. */
  readonly sorted: Float64Array
  /** The values of each round that has any, rounds ascending; put together at the first reading. */
  readonly rounds: readonly Float64Array[]
}

/** @param rounds - the round of each value. */
export function createSample(values: Float64Array, rounds: Float64Array): Sample {
  let sorted: Float64Array | null = null
  let byRound: Float64Array[] | null = null
  return {
    values,
    get sorted() {
      sorted ??= values.slice().sort()
      return sorted
    },
    get rounds() {
      byRound ??= valuesByRound(values, rounds)
      return byRound
    },
  }
}

function valuesByRound(values: Float64Array, rounds: Float64Array): Float64Array[] {
  const grouped = new Map<number, number[]>()
  values.forEach((value, at) => {
    const round = rounds[at] as number
    const group = grouped.get(round)
    if (group) group.push(value)
    else grouped.set(round, [value])
  })
  return [...grouped].sort(([a], [b]) => a - b).map(([, group]) => Float64Array.from(group))
}
