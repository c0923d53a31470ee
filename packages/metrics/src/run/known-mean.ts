/** Takes values one at a time. */
interface KnownMean {
  add(value: number | null): void
  /** Of the values that are known, `null` as long as none is. */
  value(): number | null
  /** How many are known. */
  known(): number
}

export function createKnownMean(): KnownMean {
  let sum = 0
  let known = 0
  return {
    add(value) {
      if (value === null) return
      sum += value
      known += 1
    },
    known: () => known,
    value: () => (known === 0 ? null : sum / known),
  }
}
