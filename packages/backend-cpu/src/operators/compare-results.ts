/** How far two results lie apart; both differences are NaN where a value is not a number or the lengths differ. */
export type ResultDifference = {
  readonly maxAbsDifference: number
  /** Largest difference as a share of the reference's value, or of its root mean square where the value is smaller. */
  readonly maxRelDifference: number
}

/** Compares a result with the reference's, element by element. */
export function compareResults(reference: Float32Array, other: Float32Array): ResultDifference {
  if (reference.length !== other.length) return { maxAbsDifference: NaN, maxRelDifference: NaN }
  const floor = rootMeanSquare(reference)
  let maxAbsDifference = 0
  let maxRelDifference = 0
  for (let at = 0; at < reference.length; at += 1) {
    const expected = reference[at] as number
    const difference = Math.abs((other[at] as number) - expected)
    if (Number.isNaN(difference)) return { maxAbsDifference: NaN, maxRelDifference: NaN }
    maxAbsDifference = Math.max(maxAbsDifference, difference)
    const scale = Math.max(Math.abs(expected), floor)
    if (difference > 0) maxRelDifference = Math.max(maxRelDifference, difference / scale)
  }
  return { maxAbsDifference, maxRelDifference }
}

function rootMeanSquare(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value * value
  return Math.sqrt(sum / Math.max(1, values.length))
}
