import { checkFindings, thresholdChecks } from '../document/threshold-text.js'
import { timePartsLine } from '../document/time-parts.js'
import { attainmentText } from '../document/attainment-text.js'
import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  figureNamed,
  figuresOf,
  type Metric,
  type MetricName,
  statisticName,
} from '@sagellm-benchmark/protocol-types/metrics'
import { engineTables } from '../document/engine-table.js'
import { failureAlerts, failureLines, workloadFailures } from '../document/failures.js'
import { alertsOf } from '../document/flag-sentence.js'
import { lengthLine } from '../document/length-table.js'
import { replicaTables, sessionLine, sessionTables } from '../document/session-tables.js'
import { replayAlerts, replayTables } from '../document/replay-table.js'
import { partTables } from '../document/part-table.js'
import { serverLines } from '../document/server-line.js'
import { errorBudgetLines } from '../document/error-budget.js'
import { precisionAlerts, precisionFacts } from '../document/precision-text.js'
import { loadAlerts, withoutLoadFlags } from '../document/load-alerts.js'
import { intervalText } from '../document/interval-text.js'
import { clientLine, isSampled, latencies, meanInterval } from '../document/metrics-tables.js'
import { padded } from '../text/fit-columns.js'
import { decimalsFor, formatNumber, formatShare } from '../text/format-number.js'
import { visibleText } from '../text/visible-text.js'
import { type Paint, paint } from './paint.js'
import { plainTable } from './plain-table.js'

export type RunBlockInput = {
  readonly workload: string
  readonly target: string
  readonly metrics: AggregatedMetrics
  /** How it was loaded, e.g. `10 streams` or `Poisson 4/s`; left out where `null`. */
  readonly load?: string | null
  readonly notices?: readonly string[]
}

export type TerminalOptions = {
  /** Escape codes; give the terminal's own wish. @default false */
  readonly colour?: boolean
  /** Command that shows what a table has no room for. @default sagellm-benchmark report --input FOLDER */
  readonly reportCommand?: string
}

/** The statistics that fit into a terminal's width, by name. */
const shown = ['avg', 'p50', 'p90', 'p99', 'std']

/**
 * The result of one workload for a terminal: who, how many, how far the client can be trusted, latencies with interval,
 * throughput. A percentile with a star has too few samples behind it.
 *
 * @returns lines without a final line break.
 */
export function runBlock(input: RunBlockInput, options: TerminalOptions = {}): string {
  const colours = paint(options.colour ?? false)
  const { metrics } = input
  const client = clientLine(metrics)
  const lengths = lengthLine(metrics)
  const failures = workloadFailures(input.workload, metrics)
  const named = [{ of: input.workload, ...metrics }]
  const starred = shown.filter((statistic) => isWeak(statistic, metrics))
  return [
    ...failureAlerts([failures]).map((alert) => colours.red(`! ${visibleText(alert)}`)),
    headline(input, colours),
    ...failureLines(failures).map((line) => colours.red(line)),
    ...(client
      ? [`client: ${metrics.clientOverhead?.clientSaturated ? colours.red(visibleText(client)) : client}`]
      : []),
    ...latencyLines(metrics, colours),
    throughputLine(metrics),
    ...[attainmentText(metrics)].filter((text) => text !== null),
    ...[timePartsLine(metrics.timeParts)].filter((text) => text !== null),
    ...thresholdLines(metrics, colours),
    ...sessionLine(metrics),
    ...(lengths === null ? [] : [lengths]),
    ...serverLines(metrics).map((line) => visibleText(line)),
    ...(metrics.cache === null || metrics.cache.hitShare === null
      ? []
      : [`cache: ${visibleText(metrics.cache.message)}`]),
    ...[...sessionTables(named).slice(1), ...replicaTables(named), ...engineTables(named, 'Workload')].map((table) =>
      plainTable(table, colours),
    ),
    ...replayTables(named).flatMap((table) => [
      colours.bold(visibleText(table.title)),
      plainTable(table, colours, { maxCellWidth: 60 }),
    ]),
    ...(metrics.slotRelease === null ? [] : [`cancelled: ${visibleText(metrics.slotRelease.message)}`]),
    ...partTables(metrics, 'Parts of the mix').map((table) => plainTable(table, colours)),
    ...(starred.length > 0 ? [colours.dim(`* too few samples to support this percentile`)] : []),
    ...errorBudgetLines(metrics),
    ...precisionFacts(metrics).map(({ value }) => `precision: ${value}`),
    ...[...loadAlerts(named), ...replayAlerts(named), ...precisionAlerts(named)].map((alert) =>
      colours.red(`! ${visibleText(alert)}`),
    ),
    ...alertsOf(withoutLoadFlags(metrics), input.notices).map((alert) => colours.yellow(`! ${visibleText(alert)}`)),
  ].join('\n')
}

function thresholdLines({ thresholds }: AggregatedMetrics, colours: Paint): string[] {
  const checks = thresholdChecks([{ of: '', thresholds }])
  return checkFindings(checks).map((sentence, at) => {
    const line = `threshold ${visibleText(sentence)}`
    return checks[at]?.passed ? line : colours.red(line)
  })
}

function headline({ workload, target, load, metrics }: RunBlockInput, colours: Paint): string {
  const simulated = metrics.flags.includes('simulated') ? ' (SIMULATED)' : ''
  const failed = `${metrics.failedRequests} failed`
  const parts = [
    colours.bold(`run ${visibleText(workload)}`),
    visibleText(target) + simulated,
    ...(load ? [visibleText(load)] : []),
    `${metrics.successfulRequests} ok`,
    metrics.failedRequests > 0 ? colours.red(failed) : failed,
    ...(metrics.cancelledByClient > 0 ? [`${metrics.cancelledByClient} cancelled by the client`] : []),
    ...(metrics.cancelledByRun > 0 ? [`${metrics.cancelledByRun} cut off by the run`] : []),
  ]
  return parts.join(' · ')
}

function isWeak(name: string, metrics: AggregatedMetrics): boolean {
  return metrics.lowSample.some((weak) => {
    const figure = figureNamed(weak)
    return figure !== undefined && statisticName(figure.statistic) === name
  })
}

function latencyLines(metrics: AggregatedMetrics, colours: Paint): string[] {
  const open = metrics.requestedRateRps !== null
  const rows = latencies
    .filter(({ wire }) => wire !== 'ttft_from_schedule_ms' || open)
    .map((metric) => ({ metric, own: figuresOf(metric.wire) }))
    .filter(({ own }) => isSampled(metrics, own))
  if (rows.length === 0) return []
  const names = rows.map(({ metric: { label, unit } }) => `${label.replace('from schedule', 'sched.')} ${unit}`)
  const nameWidth = Math.max(...names.map((name) => name.length))
  const values = rows.map(({ own }) =>
    shown.map((name) => {
      const figure = own.find(({ statistic }) => statisticName(statistic) === name)
      return figure ? metrics[figure.field] : null
    }),
  )
  const decimals = values.map((row) => Math.max(1, decimalsFor(row)))
  const cells = values.map((row, at) => row.map((value) => formatNumber(value, decimals[at])))
  const heads = shown.map((statistic) => (isWeak(statistic, metrics) ? `${statistic}*` : statistic))
  const widths = heads.map((head, at) => Math.max(6, head.length, ...cells.map((row) => (row[at] as string).length)))
  const line = (name: string, columns: readonly string[], last: string) =>
    `${padded(name, nameWidth)} ${columns.map((cell, at) => padded(cell, widths[at] as number, 'right')).join(' ')}   ${last}`.trimEnd()

  return [
    colours.dim(line('', heads, '95 % CI of avg')),
    ...rows.map(({ metric, own }, at) => {
      const interval = intervalText(meanInterval(metrics, own), { decimals: decimals[at] })
      const last = [interval ?? '', ...remarksOn(metric, metrics)].filter((part) => part !== '').join('  ')
      return line(names[at] as string, cells[at] as string[], last)
    }),
  ]
}

/** What stands beside a latency that the streams do not wholly show. */
function remarksOn({ wire, needsTbt }: Metric<MetricName>, metrics: AggregatedMetrics): string[] {
  const remark = (share: number | null, what: string) => (share ? [`${formatShare(share)} ${what}`] : [])
  if (wire === 'itl_ms') return coalesced(metrics)
  if (wire === 'ttft_ms') return remark(metrics.silentFirstTokenShare, 'with a silent first token')
  if (!needsTbt) return []
  return [...remark(metrics.tbtLeftOutShare, 'left out'), ...remark(metrics.tbtUnusableShare, 'too rough to judge')]
}

/** Gaps of 0 are those between chunks of one read. */
function coalesced({ coalescedShare, p50ItlMs }: AggregatedMetrics): string[] {
  if (coalescedShare === null) return []
  return [`${formatShare(coalescedShare)} coalesced${p50ItlMs === 0 ? ', whose gaps are 0' : ''}`]
}

/** ` (steady 812, 95 % CI 790 .. 834)`; empty where no load was held. */
function steadyText({ steadyOutputThroughputTps: steady, intervals }: AggregatedMetrics): string {
  if (steady === null) return ''
  const interval = intervals['steady_output_throughput_tps']
  const text = interval ? intervalText({ ...interval, method: null, notes: [] }) : null
  if (text !== null) return ` (steady ${formatNumber(steady)}, 95 % CI ${text})`
  const short = interval?.notes?.includes('short_window')
  return ` (steady ${formatNumber(steady)}${short ? '; no interval, because the steady part lasted less than 20 times as long as a request' : ''})`
}

function throughputLine(metrics: AggregatedMetrics): string {
  const rate = metrics.requestedRateRps
  const parts = [
    `output ${formatNumber(metrics.outputThroughputTps)} tok/s${steadyText(metrics)}`,
    `${formatNumber(metrics.requestThroughputRps)} req/s${rate === null ? '' : ` (asked ${formatNumber(rate)})`}`,
    ...(metrics.goodputRps === null ? [] : [`goodput ${formatNumber(metrics.goodputRps)} req/s`]),
    ...(metrics.peakMemMb === null ? [] : [`peak memory ${formatNumber(metrics.peakMemMb, 0)} MB`]),
  ]
  return parts.join(' · ')
}
