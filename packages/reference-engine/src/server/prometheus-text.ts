import type { HistogramState } from './histogram.js'

type MetricSample = { readonly labels?: Readonly<Record<string, string>>; readonly value: number }

/** One metric with its samples. An empty list, or `null`, means that the engine does not know: the metric is left out. */
export type MetricFamily = {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number | null | readonly MetricSample[] | HistogramState
}

/** Prometheus text format 0.0.4. Where the engine is simulated, every HELP line says so. */
export function renderPrometheus(families: readonly MetricFamily[], { simulated }: { simulated: boolean }): string {
  const lines: string[] = []
  let before: string | null = null
  for (const family of families) {
    const samples = samplesOf(family)
    if (samples.length === 0) continue
    // Families of one name, which differ in their labels, share the lines that describe them.
    if (family.name === before) {
      lines.push(...samples)
      continue
    }
    before = family.name
    lines.push(`# HELP ${family.name} ${family.help}${simulated ? ' (simulated engine)' : ''}`)
    lines.push(`# TYPE ${family.name} ${family.type}`, ...samples)
  }
  return `${lines.join('\n')}\n`
}

function samplesOf({ name, value, labels = {} }: MetricFamily): string[] {
  if (value === null) return []
  if (typeof value === 'number') return [sample(name, labels, value)]
  if ('bounds' in value) return histogramSamples(name, labels, value)
  return value.map((each) => sample(name, { ...labels, ...each.labels }, each.value))
}

function histogramSamples(name: string, labels: Readonly<Record<string, string>>, state: HistogramState): string[] {
  const bounds = [...state.bounds.map(String), '+Inf']
  return [
    ...bounds.map((le, at) => sample(`${name}_bucket`, { ...labels, le }, state.cumulative[at] as number)),
    sample(`${name}_sum`, labels, state.sum),
    sample(`${name}_count`, labels, state.count),
  ]
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`
}

function escapeLabel(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}
