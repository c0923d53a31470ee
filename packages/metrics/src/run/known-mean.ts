/** Takes values one at a time; their mean, `null` as long as none is known. */
export function createKnownMean(): { add(value: number | null): void; value(): number | null } {
  let sum = 0
  let known = 0
  return {
    add(value) {
      if (value === null) return
      sum += value
      known += 1
    },
    value: () => (known === 0 ? null : sum / known),
  }
}
