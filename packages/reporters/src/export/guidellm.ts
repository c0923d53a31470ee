import { createRecomputation } from '@sagellm-benchmark/metrics'
import { jsonText } from '../run/json-text.js'
import { defineExportLayout } from './export-layout.js'
import { origin } from './origin.js'

/** The version of the report that GuideLLM 0.8.1 writes. */
const REPORT_VERSION = 2

/**
 * Facts of `benchmarks.json` of GuideLLM 0.8.1: one benchmark, with the distributions of its successful requests. What only its own process
 * knows (scheduler, queues, machine) is not in it, so that its own loader, which wants all of it, does not take the file.
 */
export const guidellm = defineExportLayout({
  name: 'guidellm',
  description: 'benchmarks.json of GuideLLM: the metrics of one benchmark',
  open(input) {
    const recomputed = createRecomputation('guidellm', input)
    let startMs = Number.POSITIVE_INFINITY
    let endMs = Number.NEGATIVE_INFINITY
    return {
      add(record) {
        recomputed.add(record)
        if (record.phase !== 'measured') return
        startMs = Math.min(startMs, record.startAt + input.unixOffsetMs)
        endMs = Math.max(endMs, record.endAt + input.unixOffsetMs)
      },
      files() {
        const known = endMs >= startMs
        const times = known
          ? { start_time: startMs / 1000, end_time: endMs / 1000, duration: (endMs - startMs) / 1000 }
          : {}
        const metrics = Object.entries(recomputed.figures()).map(([name, value]) => [name, byStatus(value)])
        const benchmark = { type_: 'generative_benchmark', ...times, metrics: Object.fromEntries(metrics) }
        return [
          {
            name: 'benchmarks.json',
            text: jsonText({
              metadata: { version: REPORT_VERSION },
              benchmarks: [benchmark],
              ...origin(input, recomputed),
            }),
          },
        ]
      },
    }
  },
})

/** A distribution stands under the status of its requests there; counts and shares do not. */
function byStatus(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'percentiles' in value ? { successful: value } : value
}
