import { metrics, type MetricEntry, type MetricName } from './catalogue.js'

type Limited = Extract<MetricEntry, { readonly serviceLevels: readonly string[] }>

/** A name under which a service level limits a metric: `ttft_ms`, `e2e_latency_ms`. */
export type ServiceLevelName = Limited['serviceLevels'][number]

/** The metric that a service level of each name is judged on: TTFT on the one from the scheduled arrival. */
export const serviceLevelMetrics = Object.fromEntries(
  metrics.flatMap(({ wire, serviceLevels = [] }) => serviceLevels.map((name) => [name, wire])),
) as Readonly<Record<ServiceLevelName, MetricName>>

export const serviceLevelNames = Object.keys(serviceLevelMetrics) as [ServiceLevelName, ...ServiceLevelName[]]
