import { parseJsonMetrics } from './parse-json-metrics.js'
import type { MetricPage } from './metric-page.js'
import { parsePrometheus } from './parse-prometheus.js'

/**
 * A metrics page in whichever format it came: JSON, OpenMetrics, Prometheus text. `null` where it is none of them (HTML,
 * an empty page, a page without a single sample): no metrics is not the same as all zero.
 *
 * @example parseMetricPage('vllm:num_requests_running{model_name="m"} 3')?.samples.length // 1
 */
export function parseMetricPage(text: string): MetricPage | null {
  const start = text.trimStart().slice(0, 1)
  if (start === '<' || start === '') return null
  if (start === '[' || (start === '{' && !/^\s*\{\s*"(?:[^"\\]|\\.)*"\s*[,}]/.test(text))) return fromJson(text)
  const page = parsePrometheus(text)
  return page.samples.length > 0 ? page : null
}

function fromJson(text: string): MetricPage | null {
  try {
    return parseJsonMetrics(JSON.parse(text))
  } catch {
    return null
  }
}
