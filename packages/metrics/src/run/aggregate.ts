import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { AggregateOptions } from './aggregate-options.js'
import { createAggregator } from './aggregator.js'

/**
 * Everything that a run of one workload comes to, from its records: latencies, throughputs, errors, concurrency, intervals, flags. The
 * formulas are those of docs/metrics.md.
 *
 * @param records - of one workload and one target, any order; warm-up records are ignored.
 * @returns unknown values as `null`; for no records every figure is `null` and every count 0.
 * @example aggregate(records).p99TtftMs
 */
export function aggregate(records: Iterable<RequestRecord>, options: AggregateOptions = {}): AggregatedMetrics {
  const aggregator = createAggregator(options)
  for (const record of records) aggregator.add(record)
  return aggregator.result()
}
