/** The values of one metric over a run, in the order of the requests and in ascending order. */
export interface Sample {
  readonly values: Float64Array
  /** Sorted at the first reading, once for all that needs it. */
  readonly sorted: Float64Array
}

export function createSample(values: Float64Array): Sample {
  let sorted: Float64Array | null = null
  return {
    values,
    get sorted() {
      sorted ??= values.slice().sort()
      return sorted
    },
  }
}
