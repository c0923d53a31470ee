/**
 * Whole numbers at equal factors from `low` to `high`, as other tools space the loads of a sweep; each once.
 *
 * @example logSpaced(1, 1000, 4) // [1, 10, 100, 1000]
 */
export function logSpaced(low: number, high: number, steps: number): number[] {
  const factor = (high / low) ** (1 / (steps - 1))
  const values = Array.from({ length: steps }, (_, at) => Math.round(low * factor ** at))
  return [...new Set(values)]
}
