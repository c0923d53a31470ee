import { invalidArgument } from '@sagellm-benchmark/protocol-types'

const MOST = 1000

/**
 * Whole numbers at equal factors from `low` to `high`, as other tools space the loads of a sweep; each once.
 *
 * @throws BenchError `invalid_argument` for a range that is none, and for no steps or more than 1000.
 * @example logSpaced(1, 1000, 4) // [1, 10, 100, 1000]
 */
export function logSpaced(low: number, high: number, steps: number): number[] {
  if (!(low > 0 && high >= low && Number.isFinite(high)))
    throw invalidArgument('the range of a recipe', `${low}..${high}`, 'give two numbers above 0, the least first')
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= MOST))
    throw invalidArgument('the steps of a recipe', steps, `give a whole number from 1 to ${MOST}`)
  const factor = (high / low) ** (1 / (steps - 1))
  const values = Array.from({ length: steps }, (_, at) => Math.round(low * factor ** at))
  return [...new Set(values)]
}
