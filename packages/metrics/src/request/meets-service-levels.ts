import type { RequestRecord, ServiceLevel } from '@sagellm-benchmark/protocol-types'
import { metrics, serviceLevelMetrics } from '@sagellm-benchmark/protocol-types/metrics'
import type { Compute } from '../formulas/compute.js'
import { formulas } from '../formulas/formulas.js'
import { requestValues } from './request-values.js'
import { qualityOfTbt, tbtQuality } from './tbt-quality.js'

/** The names of limits on the time between tokens. */
const restOnTbt: ReadonlySet<string> = new Set(
  metrics.flatMap(({ needsTbt, serviceLevels = [] }) => (needsTbt ? serviceLevels : [])),
)

/**
 * Whether a request met every stated limit.
 *
 * TTFT is judged from the scheduled arrival, which in closed-loop load is the start: under open load a request that waited in a
 * queue kept its user waiting. An answer of one token has no time between tokens and is not judged on it.
 *
 * A TBT that the stream is too coarse to show is not judged.
 *
 * @returns `false` for a failed request; `null` where a value needed for the judgement is not known.
 * @example meetsServiceLevels(record, [{ metric: 'ttft_ms', maxMs: 200 }])
 */
export function meetsServiceLevels(record: RequestRecord, levels: readonly ServiceLevel[]): boolean | null {
  if (record.errorClass !== null) return false
  const values = requestValues(record)
  const oneToken = record.outputTokens === 1
  let unknown = false
  for (const { metric, maxMs } of levels) {
    const isTbt = restOnTbt.has(metric)
    if (oneToken && isTbt) continue
    const formula: Compute = formulas[serviceLevelMetrics[metric]]
    const value = formula.per === 'request' ? formula.value(values) : Number.NaN
    const undecided = isTbt && qualityOfTbt(record) !== tbtQuality.usable
    if (Number.isNaN(value) || undecided) unknown = true
    else if (value > maxMs) return false
  }
  return unknown ? null : true
}
