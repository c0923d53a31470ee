import type { EvidenceGap } from '@sagellm-benchmark/protocol-types/evidence'
import type { ServerTelemetry } from '@sagellm-benchmark/protocol-types/telemetry'
import type {
  CounterName,
  EngineMetrics,
  GaugeName,
  LatencyName,
  MetricReference,
} from '../engines/define-engine-metrics.js'
import { engineMetrics } from '../engines/index.js'
import type { MetricPage, MetricSample } from '../prometheus/metric-page.js'
import { createBeginnings } from './beginnings.js'
import { createGaugeSeries } from './gauge-series.js'
import { createHistogramGrowth } from './histogram-growth.js'
import { createSeriesGrowth } from './series-growth.js'

/** Reduces the metrics pages of a run to the Protocol's quantities; keeps no page. */
export interface TelemetryCollector {
  /** The pages in order: before the measured phase, during it, after it. `atMs` is on the clock of the records. */
  add(page: MetricPage, atMs: number): void
  result(ends: TelemetryEnds): ServerTelemetry
}

type TelemetryEnds = {
  readonly label: string
  /** Whether the first and the last page really were the two ends of the measured phase. */
  readonly complete: boolean
  readonly intervalMs: number | null
  /** Further gaps, e.g. why a page is missing. @default [] */
  readonly gaps?: readonly EvidenceGap[]
}

/** @param own - engines to look for beside those of the package; where as many names fit, theirs are taken. */
export function createTelemetryCollector(own: readonly EngineMetrics[] = []): TelemetryCollector {
  const collectors = [...own, ...engineMetrics].map(collectorOf)
  const beginnings = createBeginnings()
  let pages = 0
  let malformedLines = 0

  return {
    add(page, atMs) {
      pages += 1
      malformedLines += page.malformedLines
      const byName = new Map<string, MetricSample[]>()
      for (const sample of page.samples) {
        const list = byName.get(sample.name)
        if (list) list.push(sample)
        else byName.set(sample.name, [sample])
      }
      const samplesOf = (name: string) => byName.get(name) ?? []
      beginnings.add(page.samples)
      for (const collector of collectors) collector.add(samplesOf, atMs)
    },
    result({ label, complete, intervalMs, gaps = [] }) {
      const best = collectors.reduce<EngineCollector | null>(
        (found, each) => (each.matches() > (found?.matches() ?? 0) ? each : found),
        null,
      )
      const found = best?.result({ known: complete && !beginnings.moved }) ?? {
        gauges: {},
        counters: {},
        latencies: {},
      }
      const resets = beginnings.moved || Object.values(found.counters).some(({ reset }) => reset)
      const ownGaps: EvidenceGap[] = [
        ...(pages > 0 && !best ? [gap('metrics_engine_unknown', 'the page has no metric of a known engine')] : []),
        ...(resets
          ? [gap('counter_reset', 'the server began anew during the run; its counters say nothing about it')]
          : []),
        ...(malformedLines > 0 ? [gap('metrics_lines_malformed', `${malformedLines} lines could not be read`)] : []),
      ]
      return {
        schemaVersion: 1,
        label,
        engine: best?.engine ?? null,
        pages,
        intervalMs,
        ...found,
        prefixHitRate: ratio(found.counters.prefix_cache_hits?.delta, found.counters.prefix_cache_queries?.delta),
        specAcceptRate: ratio(found.counters.spec_accepted_tokens?.delta, found.counters.spec_draft_tokens?.delta),
        healthyEnginesBefore: null,
        healthyEnginesAfter: null,
        hopReport: null,
        gaps: [...gaps, ...ownGaps],
      }
    },
  }
}

type SamplesOf = (name: string) => readonly MetricSample[]
type Found = Pick<ServerTelemetry, 'gauges' | 'counters' | 'latencies'>
type EngineCollector = {
  readonly engine: string
  add(samplesOf: SamplesOf, atMs: number): void
  /** How many quantities of this engine were on a page. */
  matches(): number
  result(ends: { readonly known: boolean }): Found
}

function collectorOf(table: EngineMetrics): EngineCollector {
  const matched = new Set<string>()
  const gauges = followers(table.gauges, (name, { combine = 'sum' }) => createGaugeSeries(name, combine))
  const counters = followers(table.counters, () => createSeriesGrowth())
  const latencies = followers(table.latencies, createHistogramGrowth)

  return {
    engine: table.engine,
    add(samplesOf, atMs) {
      const look = (key: string, samples: readonly MetricSample[]) => {
        if (samples.length > 0) matched.add(key)
        return samples
      }
      for (const { name, follower } of gauges) {
        follower.add(look(name, samplesOf(name)), atMs)
      }
      for (const { name, reference, follower } of counters) {
        const own = look(name, only(reference, counterSamples(samplesOf, name)))
        follower.add(own.length === 0 ? own : [...own, ...added(reference, samplesOf)])
      }
      for (const { name, reference, follower } of latencies) {
        const own = (of: string) => only(reference, samplesOf(of))
        look(name, own(`${name}_count`))
        follower.add(own)
      }
    },
    matches: () => matched.size,
    result({ known }) {
      const seen = <T extends { name: string }>(list: readonly T[]) => list.filter(({ name }) => matched.has(name))
      const found: Found = { gauges: {}, counters: {}, latencies: {} }
      for (const { key, follower } of seen(gauges)) {
        const summary = follower.result()
        if (summary) found.gauges[key] ??= summary
      }
      for (const { key, name, follower } of seen(counters)) {
        const { total, reset } = follower.result()
        found.counters[key] ??= { metric: name, delta: known ? total : null, reset }
      }
      for (const { key, follower } of seen(latencies)) {
        const summary = known ? follower.result() : null
        if (summary) found.latencies[key] ??= summary
      }
      return found
    },
  }
}

type Named<K, F> = {
  readonly key: K
  readonly name: string
  readonly reference: MetricReference
  readonly follower: F
}

/** One follower for every name that a quantity may have, newest name first. */
function followers<K extends GaugeName | CounterName | LatencyName, F>(
  references: Readonly<Partial<Record<K, MetricReference>>>,
  create: (name: string, reference: MetricReference) => F,
): Named<K, F>[] {
  return (Object.entries(references) as [K, MetricReference][]).flatMap(([key, reference]) =>
    reference.names.map((name) => ({ key, name, reference, follower: create(name, reference) })),
  )
}

/** With `_total` where the page has it, else as it is; never both, which would count twice. */
function counterSamples(samplesOf: SamplesOf, name: string): readonly MetricSample[] {
  const total = samplesOf(`${name}_total`)
  return total.length > 0 ? total : samplesOf(name)
}

/** A series that lacks the label is one of all of them: only a label of another value leaves it out. */
function only({ only: wanted }: MetricReference, samples: readonly MetricSample[]): readonly MetricSample[] {
  if (wanted === undefined) return samples
  const fits = ({ labels }: MetricSample) =>
    Object.entries(wanted).every(([label, values]) => labels[label] === undefined || values.test(labels[label]))
  return samples.filter(fits)
}

/** The series of the further names of a sum, distinguished from those of its first. */
function added({ plus = [] }: MetricReference, samplesOf: SamplesOf): MetricSample[] {
  return plus.flatMap((name) =>
    counterSamples(samplesOf, name).map((sample) => ({ ...sample, labels: { ...sample.labels, __name__: name } })),
  )
}

function ratio(part: number | null | undefined, whole: number | null | undefined): number | null {
  return part == null || whole == null || whole <= 0 ? null : part / whole
}

function gap(code: EvidenceGap['code'], message: string): EvidenceGap {
  return { code, source: 'metrics', message }
}
