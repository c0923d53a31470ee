import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { figures } from '@sagellm-benchmark/protocol-types/metrics'
import { LARGEST } from './check-perf-rows.js'

/** Files of the original round their error rate; two decimals are enough to see that it belongs to other counts. */
const ROUNDED = 0.01

/**
 * Refuses metrics that no run can have had: a negative or absurd figure, a share above 1, counts that do not fit each other. A gate would
 * otherwise be kept by a file that somebody edited.
 *
 * @param source - what the message calls the file, e.g. its path.
 * @throws BenchError `corrupt_data` naming the figure.
 */
export function checkRunMetrics(metrics: AggregatedMetrics, source: string): void {
  const wrong = wrongFigure(metrics) ?? wrongCounts(metrics)
  if (wrong !== null)
    throw new BenchError('corrupt_data', `${source}: ${wrong}`, {
      hint: 'no run can have measured that: measure again',
    })
}

function wrongFigure(metrics: AggregatedMetrics): string | null {
  for (const { name, field, metric } of figures) {
    const value = metrics[field]
    const limit = metric.unit === 'share' ? 1 : LARGEST
    if (value !== null && !(value >= 0 && value <= limit)) return `${name} cannot be ${value}`
  }
  return null
}

function wrongCounts({
  totalRequests: total,
  successfulRequests: ok,
  failedRequests: failed,
  errorRate,
}: AggregatedMetrics) {
  const ended = ok + failed
  if (ended > total) return `${ok} requests succeeded and ${failed} failed, but there were ${total}`
  if (errorRate === null || ended === 0) return null
  const rate = failed / ended
  const fits = Math.abs(errorRate - rate) <= ROUNDED && (errorRate === 0) === (failed === 0)
  return fits ? null : `error_rate is ${errorRate}, but ${failed} of ${ended} requests failed`
}
