import type { HistogramState } from '../server/histogram.js'
import type { MetricFamily } from '../server/prometheus-text.js'
import type { EngineTelemetry } from '@sagellm-benchmark/protocol-types/engine'

type Labels = Readonly<Record<string, string>>

/** Short forms for the metrics of one engine: a prefix and labels that all of them share. A value of `null` is left out. */
export function metricsNamed(prefix: string, labels: Labels = {}) {
  const family =
    (type: MetricFamily['type']) => (name: string, help: string, value: MetricFamily['value'] | undefined) =>
      ({ name: `${prefix}${name}`, help, type, labels, value: value ?? null }) satisfies MetricFamily
  return {
    counter: family('counter') as (name: string, help: string, value: number | null | undefined) => MetricFamily,
    gauge: family('gauge') as (name: string, help: string, value: number | null | undefined) => MetricFamily,
    histogram: family('histogram') as (name: string, help: string, value: HistogramState | null) => MetricFamily,
    /** One sample for each finish reason, under the label that the engine uses. */
    byReason: (name: string, help: string, { label, finished }: FinishedByReason): MetricFamily => ({
      name: `${prefix}${name}`,
      help,
      type: 'counter',
      labels,
      value: Object.entries(finished).map(([reason, value]) => ({ labels: { [label]: reason }, value })),
    }),
  }
}

type FinishedByReason = { readonly label: string; readonly finished: Readonly<Record<string, number>> }

/** Share of the key-value memory in use; `null` where use or room is not known. */
export function kvUsage({ kvUsedTokens, kvCapacityTokens }: EngineTelemetry): number | null {
  return kvUsedTokens === null || kvCapacityTokens === null ? null : kvUsedTokens / kvCapacityTokens
}

/** All finished choices, whatever the reason. */
export function finishedTotal(finished: Readonly<Record<string, number>>): number {
  return Object.values(finished).reduce((sum, each) => sum + each, 0)
}
