import { type CapacitySearch, createCapacitySearch, searchedLimits } from '@sagellm-benchmark/metrics/sweeps'
import type { CapacityLine, CapacityQuestion } from '@sagellm-benchmark/protocol-types/sweeps'

/**
 * The search that a question asks for, after these measurements.
 *
 * @throws BenchError `invalid_argument` for a question without a range, or with limits that cannot be searched for.
 */
export function searchAfter(lines: readonly CapacityLine[], question: CapacityQuestion): CapacitySearch {
  const { by, slo, low, high, start, precision, confidence } = question
  const decisions = createCapacitySearch({
    ...{ limits: searchedLimits(slo), precision, confidence, whole: by === 'concurrency' },
    ...{ low: low as number, high: high as number, start: start as number },
  })
  for (const { visit } of lines) decisions.observe(visit)
  return decisions
}
