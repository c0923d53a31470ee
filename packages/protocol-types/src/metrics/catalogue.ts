import type { Metric } from './define-metric.js'
import { engine } from './engine.js'
import { latencies } from './latencies.js'
import { load } from './load.js'
import { outcomes } from './outcomes.js'
import { throughputs } from './throughputs.js'

const entries = [...latencies, ...throughputs, ...outcomes, ...load, ...engine] as const

/** One of the entries, with all that the types can know of it. */
export type MetricEntry = (typeof entries)[number]
/** Wire name of a metric, without a statistic. */
export type MetricName = MetricEntry['wire']

/** Every metric of a run, in the order of reports: the one list that schemas, tables, verdicts and pages are derived from. */
export const metrics: readonly Metric<MetricName>[] = entries
