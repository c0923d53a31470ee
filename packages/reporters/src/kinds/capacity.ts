import { type CapacityFile, capacityFile, type ProbedLoad } from '@sagellm-benchmark/protocol-types/sweeps'
import { alertsOf } from '../document/flag-sentence.js'
import type { Column, ReportDocument, ReportTable } from '../document/report-document.js'
import { runFacts, runSubtitle } from '../document/run-facts.js'
import type { PlotRequest } from '../plots/plot-request.js'
import { formatNumber } from '../text/format-number.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { sweepPlots } from './sweep-plots.js'

export const capacity = defineArtifactKind({
  name: 'capacity',
  description: 'capacity.json of capacity',
  recognises: (json) => json.kind === 'capacity',
  read: (json, source) => capacityFile.parse(json, source),
  document: capacityDocument,
})

function capacityDocument(value: CapacityFile): ReportDocument {
  const subtitle = runSubtitle(value)
  return {
    title: 'Capacity',
    subtitle,
    answer: value.message,
    findings: [],
    alerts: [...capacityAlerts(value), ...alertsOf(value.simulated ? ['simulated'] : [], value.notices)],
    facts: [...runFacts(value), ...searchFacts(value)],
    tables: [loadTable(value)],
    environment: [],
    reproduce: value.command,
    plots: [...limitPlot(value, subtitle), ...sweepPlots({ points: value.points, gpus: null }, subtitle)],
  }
}

function searchFacts({ question, seconds, points }: CapacityFile): ReportDocument['facts'] {
  const { slo, confidence, precision } = question
  return [
    { label: 'Limits', value: slo.join(', ') },
    { label: 'Asked for', value: `an interval of ${percent(precision)} with ${percent(confidence)} confidence` },
    { label: 'Measured', value: `${points.length} times, ${formatNumber(seconds / 60)} minutes` },
  ]
}

/** 100 times 0.07 is 7, not its neighbour. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`
}

function capacityAlerts({ probes, question }: CapacityFile): string[] {
  const unit = unitOf(question)
  return [
    ...probes
      .filter(({ verdict }) => verdict === 'withheld')
      .map(({ load, reasons }) => `${formatNumber(load)} ${unit} says nothing of the server: ${reasons.join('; ')}.`),
    ...probes
      .filter(({ overloaded }) => overloaded)
      .map(({ load }) => `${formatNumber(load)} ${unit} is more than the server can carry: its queue only grew.`),
  ]
}

type Spec = Column & { readonly of: (probe: ProbedLoad) => string | number | null }

/** One row a load: how often each limit was broken there, against what is allowed. */
function loadTable({ probes, question }: CapacityFile): ReportTable {
  const names = [...new Set(probes.flatMap(({ limits }) => limits.map(({ limit }) => limit)))]
  const limits = names.flatMap((name, at): Spec[] => {
    const own = ({ limits }: ProbedLoad) => limits.find(({ limit }) => limit === name) ?? null
    const isMean = name.includes('.avg')
    return [
      {
        key: `limit_${at + 1}`,
        label: isMean ? `${name}: mean` : `${name}: broken by`,
        kind: isMean ? 'number' : 'share',
        of: (probe) => own(probe)?.value ?? null,
      },
      { key: `limit_${at + 1}_verdict`, label: 'Verdict', kind: 'text', of: (probe) => own(probe)?.verdict ?? null },
    ]
  })
  const columns: Spec[] = [
    { key: 'load', label: unitOf(question), kind: 'number', of: ({ load }) => load },
    { key: 'verdict', label: 'All limits', kind: 'text', of: verdictText },
    ...limits,
    { key: 'requests', label: 'Requests', kind: 'count', of: ({ requests }) => requests },
    { key: 'visits', label: 'Measured', kind: 'count', of: ({ visits }) => visits },
    { key: 'seconds', label: 'Seconds', kind: 'number', of: ({ seconds }) => seconds },
  ]
  return {
    title: 'Loads',
    columns,
    rows: probes.map((probe) => columns.map(({ of }) => of(probe))),
    notes: [
      'Broken by: share of the requests that were not within the limit; a p99 is kept where it is below 1 %.',
      'A verdict is given once it is shown. The first tenth of each measurement, in which the queue fills, is left out.',
    ],
  }
}

function verdictText({ verdict, overloaded }: ProbedLoad): string {
  return overloaded ? 'fails: overload' : verdict
}

/** Beyond this the curve would be all that is seen of the plot. */
const HIGHEST = 5

/** Share of each limit that is used up, by load: 1 is the limit. */
function limitPlot({ probes, question }: CapacityFile, subtitle: string): PlotRequest[] {
  const rows = probes.flatMap(({ load, limits }) =>
    limits.flatMap(({ limit, value, allowed }) =>
      value === null
        ? []
        : [
            {
              ...{ series: limit, load: String(load), order: load, x: load, x_low: null, x_high: null },
              ...{ y: Math.min(HIGHEST, value / allowed), y_low: null, y_high: null, x_title: unitOf(question) },
              y_title: `used of the limit (1: all of it; ${HIGHEST} and more at ${HIGHEST})`,
            },
          ],
    ),
  )
  return rows.length > 1 ? [{ plot: 'sweep-curve', title: 'How far each limit is used up', subtitle, rows }] : []
}

function unitOf({ by }: CapacityFile['question']): string {
  return by === 'rate' ? 'req/s' : 'in flight'
}
