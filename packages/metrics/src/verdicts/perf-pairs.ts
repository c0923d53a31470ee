import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { E2ePerfFile, E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'

export type PerfFiles = { readonly baseline: E2ePerfFile; readonly current: E2ePerfFile }
/** One scenario as both files have it. */
export type PerfPair = { readonly baseline: E2ePerfRow; readonly current: E2ePerfRow }

/**
 * The scenarios that both files have: same model, precision, scenario and load.
 *
 * @throws BenchError `invalid_argument` where both have rows, and none in common.
 */
export function pairRows({ baseline, current }: PerfFiles): PerfPair[] {
  const before = new Map(baseline.rows.map((row) => [keyOf(row), row]))
  const pairs = current.rows.flatMap((row) => {
    const found = before.get(keyOf(row))
    return found ? [{ baseline: found, current: row }] : []
  })
  if (pairs.length === 0 && baseline.rows.length > 0 && current.rows.length > 0)
    throw new BenchError(
      'invalid_argument',
      `no scenario in common: ${namesOf(baseline.rows)} against ${namesOf(current.rows)}`,
      { hint: 'measure both with the same models, precisions, scenarios and loads' },
    )
  return pairs
}

/** What only one file has, a sentence for each. */
export function unpairedRows({ baseline, current }: PerfFiles): string[] {
  const missing = (from: E2ePerfFile, other: E2ePerfFile) => {
    const known = new Set(other.rows.map(keyOf))
    return from.rows.filter((row) => !known.has(keyOf(row)))
  }
  const [gone, added] = [missing(baseline, current), missing(current, baseline)]
  return [
    ...(gone.length > 0 ? [`Only in the baseline, so not compared: ${namesOf(gone)}`] : []),
    ...(added.length > 0 ? [`Only in the current run, so not compared: ${namesOf(added)}`] : []),
  ]
}

/** What makes rows of two files one scenario. */
export function keyOf({ model, precision, scenario, batchSize, load }: E2ePerfRow): string {
  return [model, precision, scenario, batchSize, load].join('\n')
}

/** For sentences: `short_b4 fp32`. */
export function nameOf({ scenario, precision }: Pick<E2ePerfRow, 'scenario' | 'precision'>): string {
  return `${scenario} ${precision}`
}

function namesOf(rows: readonly E2ePerfRow[]): string {
  return rows.map(nameOf).join(', ')
}
