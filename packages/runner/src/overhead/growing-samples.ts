/** Numbers gathered one by one in a Float64Array that doubles: no boxing, no garbage while a run is measured. */
export interface GrowingSamples {
  push(value: number): void
  /** A view of what was gathered; valid until the next push. */
  values(): Float64Array
}

export function createGrowingSamples(capacity = 256): GrowingSamples {
  let store = new Float64Array(capacity)
  let length = 0
  return {
    push(value) {
      if (length === store.length) {
        const larger = new Float64Array(store.length * 2)
        larger.set(store)
        store = larger
      }
      store[length] = value
      length += 1
    },
    values: () => store.subarray(0, length),
  }
}
