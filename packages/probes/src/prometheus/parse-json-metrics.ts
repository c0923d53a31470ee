import { snakeCase } from '@sagellm-benchmark/protocol-types'
import type { MetricPage, MetricSample } from './metric-page.js'
import { isRecord } from '../json/is-record.js'

/**
 * Metrics that come as JSON. TensorRT-LLM answers with an array of iteration statistics since the last question: the
 * numbers of its newest iteration become gauges named `trtllm_iteration:<path>`, its key-value use as a share is added. Any
 * other object becomes samples named by their path. `null` where the value holds no number.
 *
 * @example parseJsonMetrics([{ iter: 1, numActiveRequests: 3 }])?.samples[0]?.name // 'trtllm_iteration:iter'
 */
export function parseJsonMetrics(json: unknown): MetricPage | null {
  const iterations = Array.isArray(json) ? json.filter(isRecord) : null
  const root = iterations ? newest(iterations) : json
  if (!isRecord(root)) return null
  const samples: MetricSample[] = []
  collect(root, { path: iterations ? 'trtllm_iteration:' : '', depth: 0, samples })
  if (iterations) addUtilisation(root, samples)
  if (samples.length === 0) return null
  return { format: 'json', samples, families: new Map(), malformedLines: 0, firstMalformedLine: null }
}

type Collecting = { readonly path: string; readonly depth: number; readonly samples: MetricSample[] }

/** Deeper nesting is no metrics page, and a hostile one must not exhaust the stack. */
const MAX_DEPTH = 12

function collect(value: Record<string, unknown>, { path, depth, samples }: Collecting): void {
  for (const [key, item] of Object.entries(value)) {
    const name = `${path}${snakeCase(key).replace(/^_/, '')}`
    if (typeof item === 'number') samples.push(sampleOf(name, item))
    else if (isRecord(item) && depth < MAX_DEPTH) collect(item, { path: `${name}_`, depth: depth + 1, samples })
  }
}

function newest(iterations: readonly Record<string, unknown>[]): Record<string, unknown> | null {
  const order = (item: Record<string, unknown>) => (typeof item.iter === 'number' ? item.iter : -1)
  return iterations.reduce<Record<string, unknown> | null>(
    (best, item) => (best === null || order(item) >= order(best) ? item : best),
    null,
  )
}

function addUtilisation(iteration: Record<string, unknown>, samples: MetricSample[]): void {
  const cache = iteration.kvCacheStats
  if (!isRecord(cache) || typeof cache.usedNumBlocks !== 'number' || typeof cache.maxNumBlocks !== 'number') return
  if (cache.maxNumBlocks > 0) {
    samples.push(sampleOf('trtllm_iteration:kv_cache_utilization', cache.usedNumBlocks / cache.maxNumBlocks))
  }
}

function sampleOf(name: string, value: number): MetricSample {
  return { name, labels: {}, value, timestampMs: null, exemplar: null, line: null }
}
