import { snakeCase } from '@sagellm-benchmark/protocol-types'
import { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'

const known: Record<string, unknown> = {
  errors_by_class: {},
  token_count_sources: {},
  intervals: {},
  percentile_bounds: {},
  low_sample: [],
  flags: ['python_original'],
  cancelled_by_run: 0,
  partial_output_chunks: 0,
  rounds: 1,
}

/** The metrics object of a file that the Python original wrote, with `null` in every field that it did not have. */
export function fillOriginalMetrics(metrics: unknown): unknown {
  if (typeof metrics !== 'object' || metrics === null || Array.isArray(metrics)) return metrics
  const unknown = Object.entries(AggregatedMetrics.shape)
    .filter(([, schema]) => schema.safeParse(null).success)
    .map(([key]) => [snakeCase(key), null])
  return { ...Object.fromEntries(unknown), ...known, ...metrics }
}
