import type { AggregatedMetrics, Interval } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type Figure,
  figures,
  figuresOf,
  type Metric,
  type MetricName,
  metrics,
  statisticName,
} from '@sagellm-benchmark/protocol-types/metrics'
import { formatNumber, formatShare } from '../text/format-number.js'
import { attainmentText } from './attainment-text.js'
import { withUnit } from './format-figure.js'
import { intervalCell } from './interval-text.js'
import type { Cell, Fact, ReportTable } from './report-document.js'

/** Metrics that are given by several statistics of their values: first the latencies, then speeds. */
const sampled = metrics.filter(({ statistics }) => statistics.length > 1)
export const latencies = sampled.filter(({ of }) => of === 'latency')

/** The statistics of one workload: its latencies, and what else is known of each request, such as the speed that a user sees. */
export function sampleTables(values: AggregatedMetrics, titles: { latency: string; speed: string }): ReportTable[] {
  const speeds = sampled.filter(({ of }) => of !== 'latency')
  const latency = sampleTable(values, { title: titles.latency, rows: latencies, suffix: '_ms' })
  const speed = sampleTable(values, { title: titles.speed, rows: speeds, suffix: '' })
  return speed.rows.length > 0 ? [latency, speed] : [latency]
}

type SampleTable = { readonly title: string; readonly rows: readonly Metric<MetricName>[]; readonly suffix: string }

/** Rows without any value are left out; a weak percentile bears a star. */
function sampleTable(values: AggregatedMetrics, { title, rows, suffix }: SampleTable): ReportTable {
  const names = [...new Set(rows.flatMap(({ statistics }) => statistics.map(statisticName)))]
  const shown = rows
    .filter(({ wire }) => !saysTtftAgain(wire, values))
    .map(({ wire }) => figuresOf(wire))
    .filter((own) => isSampled(values, own))
  const cells = shown.map((figures) =>
    names.map((name) => figures.find(({ statistic }) => statisticName(statistic) === name)),
  )
  const weak = cells.flatMap((row, line) =>
    row.flatMap((figure, at) => (figure && values.lowSample.includes(figure.name) ? [[line, at + 1] as const] : [])),
  )
  return {
    title,
    columns: [
      { key: 'metric', label: '', kind: 'text' },
      ...names.map((name) => ({ key: `${name}${suffix}`, label: name, kind: 'number' as const })),
      { key: 'avg_interval_95', label: '95 % CI of avg', kind: 'interval' },
    ],
    rows: cells.map((row, line): Cell[] => [
      sampleLabel(shown[line]?.[0]),
      ...row.map((figure) => (figure ? values[figure.field] : null)),
      intervalCell(meanInterval(values, shown[line] ?? [])),
    ]),
    decimalsBy: 'row',
    weak,
    notes: [
      ...(weak.length > 0 ? ['* too few samples to support this percentile'] : []),
      ...tbtNote(
        values,
        shown.flatMap(([figure]) => (figure ? figure.metric : [])),
      ),
      ...(rows === latencies ? zeroGapNote(values) : []),
    ],
  }
}

/** TTFT from the schedule in a closed loop, and TTFO where no answer reasons, are the TTFT under another name. */
function saysTtftAgain(wire: MetricName, values: AggregatedMetrics): boolean {
  if (wire === 'ttft_from_schedule_ms') return values.avgTtftFromScheduleMs === values.avgTtftMs
  return wire === 'ttfo_ms' && values.avgTtfoMs === values.avgTtftMs
}

/** Why ITL is 0: the chunks of an answer that came in one network read have no time between them. */
function zeroGapNote({ p50ItlMs, coalescedShare }: AggregatedMetrics): string[] {
  if (p50ItlMs !== 0) return []
  const share = coalescedShare === null ? 'Most' : formatShare(coalescedShare)
  return [
    `ITL: ${share} of the chunks came in one network read with the chunk before, and the gap between such two is 0`,
  ]
}

/** How far the rows that rest on the time between tokens can be trusted. */
function tbtNote({ tbtUnusableShare }: AggregatedMetrics, rows: readonly Metric[]): string[] {
  const names = rows.filter(({ needsTbt }) => needsTbt).map(({ label }) => label)
  if (!tbtUnusableShare || names.length === 0) return []
  return [`${names.join(' and ')}: too rough to judge in ${formatShare(tbtUnusableShare)} of the answers`]
}

function sampleLabel(figure: Figure | undefined): string {
  return figure ? `${figure.metric.label} ${figure.metric.unit}` : ''
}

/** Whether there was a sample at all, which is where there is a mean. */
export function isSampled(values: AggregatedMetrics, figures: readonly Figure[]): boolean {
  const mean = meanOf(figures)
  return mean !== undefined && values[mean.field] !== null
}

/** The interval of a metric's mean. */
export function meanInterval({ intervals }: AggregatedMetrics, figures: readonly Figure[]): Interval | undefined {
  const mean = meanOf(figures)
  return mean && intervals[mean.name]
}

function meanOf(figures: readonly Figure[]): Figure | undefined {
  return figures.find(({ statistic }) => statistic.kind === 'mean')
}

/** The throughputs, counts and shares of one workload as label and value; what is not known is left out. */
export function runFigures(values: AggregatedMetrics): Fact[] {
  const single = figures.filter(({ metric }) => !sampled.includes(metric) && !saysTtftAgain(metric.wire, values))
  const facts: [string, string | null][] = [
    ['Requests', requestCounts(values)],
    ['Errors', errorClasses(values)],
    ...single.flatMap(({ label, field, metric }): [string, string | null][] => {
      const value = values[field]
      const fact: [string, string | null] = [label, value === null ? null : withUnit(value, metric.unit)]
      return metric.wire === 'slo_attainment' ? [fact, ['Service levels', attainmentText(values)]] : [fact]
    }),
    ['Memory', values.peakMemMb === null && values.peakMemNote === null ? null : memoryText(values)],
    ['Cancelled requests', values.slotRelease === null ? null : values.slotRelease.message],
    ['Prefix cache', values.cache === null ? null : values.cache.message],
    ['Tokens in / out', tokenCounts(values)],
    ['Measured for', values.totalTimeS === null ? null : `${formatNumber(values.totalTimeS)} s`],
  ]
  return facts.flatMap(([label, value]) => (value === null ? [] : [{ label, value }]))
}

/** The figure itself stands above; this is what it is of, or why there is none. */
function memoryText({ peakMemMb, peakMemNote }: AggregatedMetrics): string | null {
  return peakMemMb === null ? `not known: ${peakMemNote}` : peakMemNote
}

function requestCounts(metrics: AggregatedMetrics): string {
  const cutOff = metrics.cancelledByRun > 0 ? `, ${metrics.cancelledByRun} cut off by the run itself` : ''
  const byClient = metrics.cancelledByClient > 0 ? `, ${metrics.cancelledByClient} cancelled by the client` : ''
  return `${metrics.successfulRequests} ok, ${metrics.failedRequests} failed${cutOff}${byClient}`
}

function errorClasses(metrics: AggregatedMetrics): string | null {
  const entries = Object.entries(metrics.errorsByClass).filter(([, count]) => count > 0)
  return entries.length === 0 ? null : entries.map(([name, count]) => `${name} ${count}`).join(', ')
}

function tokenCounts(metrics: AggregatedMetrics): string | null {
  if (metrics.totalInputTokens === null && metrics.totalOutputTokens === null) return null
  const sources = Object.keys(metrics.tokenCountSources).join(', ')
  const counts = `${formatNumber(metrics.totalInputTokens)} / ${formatNumber(metrics.totalOutputTokens)}`
  return sources === '' ? counts : `${counts} (counted by ${sources})`
}

/** How far the client can be trusted, on one line; `null` where it was not watched. */
export function clientLine(metrics: AggregatedMetrics): string | null {
  const client = metrics.clientOverhead
  if (!client) return null
  const parts: [string, (each: Overhead) => number | null][] = [
    ['loop p99', (each) => each.eventLoopDelayP99Ms],
    ['lateness p99', (each) => each.scheduleLatenessP99Ms],
    ['stamp error p99', (each) => each.calibrationErrorP99Ms],
    ['reads late p99', (each) => each.readLateness?.p99Ms ?? null],
  ]
  const stamped = client.transport === null ? [] : [`stamps of ${client.transport}`]
  const figures = parts.flatMap(([label, pick]) => {
    const value = pick(client)
    return value === null ? [] : [`${label} ${formatNumber(value, 1)} ms${worstThread(client, pick)}`]
  })
  const known = [...stamped, ...threadCount(client), ...figures]
  if (client.cpuShare !== null)
    known.push(`cpu ${formatShare(client.cpuShare)}${worstThread(client, (each) => each.cpuShare)}`)
  const { stalls } = client
  const [longest] = stalls?.longest ?? []
  if (stalls && longest)
    known.push(
      `stalls ${stalls.count}, longest ${formatNumber(longest.ms, 0)} ms${worstThread(client, (each) => each.stalls?.longest[0]?.ms ?? null)}, ${stalls.touchedRequests} requests touched`,
    )
  const reasons = client.clientSaturated ? [`SATURATED${client.reasons.map((reason) => `: ${reason}`).join('')}`] : []
  return [...known, ...reasons].join(' · ') || null
}

type Client = NonNullable<AggregatedMetrics['clientOverhead']>
type Overhead = NonNullable<Client['threads']>[number]['clientOverhead']

function threadCount({ threads = [] }: Client): string[] {
  return threads.length === 0 ? [] : [`each of ${threads.length} threads by itself`]
}

/** Which of several threads a figure is of, that of the worst one; nothing where all are alike or there is one. */
function worstThread({ threads = [] }: Client, pick: (each: Overhead) => number | null): string {
  const known = threads.flatMap(({ thread, clientOverhead }) => {
    const value = pick(clientOverhead)
    return value === null ? [] : [{ thread, value }]
  })
  const [worst] = known.toSorted((a, b) => b.value - a.value)
  return worst === undefined || known.every(({ value }) => value === worst.value) ? '' : ` (thread ${worst.thread})`
}
