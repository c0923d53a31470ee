import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import type { AggregateOptions } from './aggregate-options.js'
import { reduceRun } from './reduce-run.js'
import { createRunTallies } from './run-tallies.js'

/** Takes the records of one run of one workload, one at a time and in any order, and reduces them to its metrics. */
export interface Aggregator {
  /** Warm-up records are ignored. The record is not kept. */
  add(record: RequestRecord): void
  result(): AggregatedMetrics
}

/**
 * An aggregator in bounded memory: about 105 bytes a request and 8 bytes a chunk up to `exactItlUpTo` chunks, so that a million
 * requests fit in a few hundred megabytes.
 *
 * @example
 * const aggregator = createAggregator({ serviceLevels: [{ metric: 'ttft_ms', maxMs: 200 }] })
 * for await (const record of records) aggregator.add(record)
 * aggregator.result().p99TtftMs
 */
export function createAggregator(options: AggregateOptions = {}): Aggregator {
  const tallies = createRunTallies(options)
  const all = Object.values(tallies)
  return {
    add(record) {
      if (record.phase !== 'measured') return
      for (const tally of all) tally.add(record)
    },
    result: () => reduceRun(tallies, options),
  }
}
