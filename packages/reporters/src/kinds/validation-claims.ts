import type {
  ClaimVerdict,
  MetricEvidence,
  PathEvidence,
  ValidationFile,
} from '@sagellm-benchmark/protocol-types/validation'
import { intervalCell, intervalText } from '../document/interval-text.js'
import type { Fact, ReportSection, ReportTable } from '../document/report-document.js'
import { formatNumber } from '../text/format-number.js'
import { visibleText } from '../text/visible-text.js'

const names: Record<string, string> = {
  shared_stream_concurrent_batching: 'shared-stream batching',
  paged_or_native_path_usage: 'paged or native path',
  formal_block_table_usage: 'formal block tables',
}

/** What people call a claim; one that this version does not know keeps its own name. */
export function claimName(claim: string): string {
  return names[claim] ?? claim
}

/** Each claim as an argument: what is claimed, what the metrics and the path say, the verdict, what is missing. */
export function claimSections(value: ValidationFile): ReportSection[] {
  return value.verdicts.map((each) => ({
    title: `${each.target}, ${claimName(each.claim)}: ${each.verdict}`,
    facts: argument(each, value),
    tables: [metricTable(each, value.baseline), pathTable(each)].filter(({ rows }) => rows.length > 0),
    quote: quoted(each.pathEvidence),
  }))
}

function argument(each: ClaimVerdict, value: ValidationFile): Fact[] {
  const missing = each.gaps.map((gap) => gapSentence(gap, each.target, value))
  const facts: [string, string | null][] = [
    ['Claim', value.validationChecks[each.claim] ?? null],
    ['Metrics', metricSentence(each)],
    ['Path', pathSentence(each)],
    ['Verdict', `${each.verdict}, because ${each.reason}`],
    ['Missing', missing.length === 0 ? 'nothing' : missing.join('; ')],
  ]
  return facts.flatMap(([label, text]): Fact[] => (text === null ? [] : [{ label, value: sentence(text) }]))
}

function sentence(text: string): string {
  const whole = /[.!?]$/.test(text) ? text : `${text}.`
  // A name such as wired_not_performant or missing_log_probe stays as it is written.
  return /^\w+_/.test(text) ? whole : whole.charAt(0).toUpperCase() + whole.slice(1)
}

function metricSentence({ metricDelta, metricEvidence }: ClaimVerdict): string {
  const best = metricEvidence
    .filter((each) => each.ratio !== null && (each.role === 'decides' || each.role === 'supports'))
    .sort((a, b) => Math.abs(Math.log(b.ratio as number)) - Math.abs(Math.log(a.ratio as number)))[0]
  const counts =
    {
      better: 'better than the baseline',
      not_better: 'not better than the baseline',
      inconclusive: 'not decided',
    }[metricDelta] ?? metricDelta
  if (!best) return counts
  const interval = intervalText({ ...best, value: best.ratio, n: 0, method: null }, { decimals: 3 })
  const where = best.batchSize === null ? best.load && ` under ${best.load}` : ` at batch size ${best.batchSize}`
  return `${counts}. The largest difference is ${best.metric}${where ?? ''}: ratio ${formatNumber(best.ratio, 3)}${interval ? `, 95 % interval ${interval}` : ''}, ${best.verdict}`
}

function pathSentence({ pathSeen, pathSeenInBaseline, pathEvidence, target }: ClaimVerdict): string {
  const places = [...new Set(pathEvidence.flatMap(({ kind, source }) => (kind === 'path' ? [source] : [])))]
  const own =
    {
      yes: `seen in ${target} during the run (${places.join(', ')})`,
      none: `not seen in ${target}, although everything that could show it was read`,
      missing_probes: `not seen in ${target}, but not everything that could show it was read`,
    }[pathSeen] ?? `${pathSeen} for ${target}`
  const other =
    {
      yes: 'The baseline took the same path, so a difference between the two does not come from the path being on or off',
      none: 'The baseline did not take it',
      missing_probes: 'Whether the baseline took it is not known',
    }[pathSeenInBaseline] ?? `In the baseline: ${pathSeenInBaseline}`
  return `${own}. ${other}`
}

function gapSentence(gap: string, target: string, value: ValidationFile): string {
  const details = value.targets.find(({ label }) => label === target)?.gapDetails ?? []
  const messages = details.filter(({ code }) => code === gap).map(({ source, message }) => `${source}: ${message}`)
  return messages.length === 0 ? gap : `${gap} (${[...new Set(messages)].join('; ')})`
}

const roleWords: Record<MetricEvidence['role'], string> = {
  decides: 'decides',
  supports: 'for it when better',
  guards: 'against it when worse',
  reported: 'reported only',
}

function metricTable(each: ClaimVerdict, baseline: string): ReportTable {
  return {
    title: 'Metric evidence',
    columns: [
      { key: 'metric', label: 'Metric', kind: 'text' },
      { key: 'batch_size', label: 'Batch', kind: 'count' },
      ...(each.metricEvidence.some(inOtherLoad) ? [loadColumn] : []),
      { key: 'scenario', label: 'Scenario', kind: 'text' },
      { key: 'baseline', label: baseline, kind: 'number' },
      { key: 'candidate', label: each.target, kind: 'number' },
      { key: 'ratio', label: 'Ratio', kind: 'number' },
      { key: 'interval_95', label: '95 % CI', kind: 'interval' },
      { key: 'verdict', label: 'Verdict', kind: 'text' },
      { key: 'role', label: 'Counts', kind: 'text' },
      { key: 'reason', label: 'Why', kind: 'text' },
    ],
    notes: ['All metrics are in comparison.md.'],
    rows: each.metricEvidence
      .filter(isReported)
      .map((metric) => [
        metric.metric,
        metric.batchSize,
        ...(each.metricEvidence.some(inOtherLoad) ? [metric.load] : []),
        metric.scenario,
        metric.baseline,
        metric.candidate,
        metric.ratio,
        intervalCell({ ...metric, value: metric.ratio, n: 0, method: null }, { decimals: 3 }),
        metric.verdict,
        roleWords[(metric.role as string) === BEFORE_0_1 ? 'reported' : metric.role] ?? metric.role,
        metric.reason,
      ]),
  }
}

const loadColumn = { key: 'load', label: 'Load', kind: 'text' } as const

function inOtherLoad({ load }: MetricEvidence): boolean {
  return load !== null
}

/** What files before 0.1.0 call `reported`. */
const BEFORE_0_1: string = 'told'

/** What bears on the claim; the rest stands in the comparison. */
function isReported({ role, verdict, baseline, candidate }: MetricEvidence): boolean {
  if (role === 'reported' || role === BEFORE_0_1) return verdict === 'worse'
  return role !== 'guards' || verdict === 'worse' || Boolean(baseline) || Boolean(candidate)
}

const kindWords: Record<PathEvidence['kind'], string> = {
  path: 'the path ran',
  fallback: 'the fallback ran',
  mention: 'proves nothing',
}

function pathTable({ pathEvidence }: ClaimVerdict): ReportTable {
  return {
    title: 'Path evidence',
    columns: [
      { key: 'kind', label: 'Shows', kind: 'text' },
      { key: 'source', label: 'Seen in', kind: 'text' },
      { key: 'alternative', label: 'Marker', kind: 'text' },
      { key: 'count', label: 'Times', kind: 'count' },
      { key: 'note', label: 'Note', kind: 'text' },
    ],
    rows: pathEvidence.map((each) => [
      kindWords[each.kind] ?? each.kind,
      each.source,
      each.alternative,
      each.count,
      each.note,
    ]),
  }
}

/** The first line of each kind of evidence, with the place where it stands; a line that shows several stands once. */
function quoted(evidence: readonly PathEvidence[]): string | null {
  const lines = new Map<string, string>()
  for (const { example } of evidence) {
    if (example === null) continue
    const place = `${example.file}:${example.line ?? '?'}`
    if (!lines.has(place)) lines.set(place, visibleText(`${place}  ${example.text}`))
  }
  return lines.size === 0 ? null : [...lines.values()].join('\n')
}
