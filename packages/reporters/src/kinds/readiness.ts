import {
  type ReadinessEstimate,
  type ReadinessFile,
  readinessFile,
  type ReadinessProcess,
} from '@sagellm-benchmark/protocol-types/readiness'
import { alertsOf } from '../document/flag-sentence.js'
import { intervalCell } from '../document/interval-text.js'
import type { Cell, Column, Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { runFacts, runSubtitle } from '../document/run-facts.js'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { readinessPlots } from './readiness-plots.js'
import { readinessAnswer, verdictText } from './readiness-sentences.js'

export const readiness = defineArtifactKind({
  name: 'readiness',
  description: 'readiness.json of readiness',
  recognises: (json) => json.kind === 'readiness',
  read: (json, source) => readinessFile.parse(json, source),
  document: readinessDocument,
})

function readinessDocument(value: ReadinessFile): ReportDocument {
  const subtitle = runSubtitle(value)
  return {
    title: 'Readiness',
    subtitle,
    answer: readinessAnswer(value),
    findings: [...value.checks.map(({ sentence }) => `${sentence}.`), ...comparedStarts(value)],
    checks: value.checks.map((check) => ({ of: 'readiness', ...check })),
    alerts: [...missing(value), ...alertsOf(value.simulated ? ['simulated'] : [], value.notices)],
    facts: [...runFacts(value), ...loadFacts(value)],
    tables: [processTable(value), estimateTable(value)].filter(({ rows }) => rows.length > 0),
    environment: [],
    reproduce: value.command,
    plots: readinessPlots(value, subtitle),
  }
}

function comparedStarts({ warmVsColdImprovementPct: pct }: ReadinessFile): string[] {
  if (pct === null) return []
  const size = `${formatNumber(Math.abs(pct), 1)} %`
  return [`A warm restart takes ${pct >= 0 ? `${size} less` : `${size} more`} time to ready than a cold start.`]
}

function missing({ planned, processes }: ReadinessFile): string[] {
  const left = planned - processes.length
  return left === 0
    ? []
    : [`${left} of ${plural(planned, 'process', 'processes')} were not measured: the measurement ended before.`]
}

function loadFacts({ load, thresholds, cacheBoundary, pollMs }: ReadinessFile): Fact[] {
  const { promptTokens, outputTokens, rateRps, steadySeconds, burstRequests, recoverySeconds, windowRequests } = load
  const steady = `${rateRps} req/s of ${promptTokens} tokens in and ${outputTokens} out for ${steadySeconds} s`
  const facts: [string, string | null][] = [
    [
      'Load',
      burstRequests === 0 ? null : `${steady}, then ${burstRequests} at once, then ${recoverySeconds} s of the same`,
    ],
    [
      'Limits',
      thresholds.length === 0 ? null : `${thresholds.join(', ')}, in each ${windowRequests} steady requests in a row`,
    ],
    ['Cold start', cacheBoundary.coldCommand ?? 'nothing was cleared'],
    ['Looks', `every ${pollMs} ms whether the server is ready`],
  ]
  return facts.flatMap(([label, text]) => (text === null ? [] : [{ label, value: text }]))
}

type Spec = Column & { readonly of: (process: ReadinessProcess) => Cell }

const number = (key: string, label: string, of: Spec['of']): Spec => ({ key, label, kind: 'number', of })

const columns: readonly Spec[] = [
  { key: 'process', label: 'Process', kind: 'text', of: ({ id }) => id },
  number('readiness_s', 'Ready s', ({ startupMetrics }) => startupMetrics.readinessS),
  number('first_request_ttft_ms', 'TTFT 1st ms', ({ startupMetrics }) => startupMetrics.firstRequestTtftMs),
  number('second_request_ttft_ms', 'TTFT 2nd ms', ({ startupMetrics }) => startupMetrics.secondRequestTtftMs),
  { key: 'waiting_peak', label: 'Waiting', kind: 'count', of: ({ sloMetrics }) => sloMetrics?.waitingPeak ?? null },
  number('queue_cleared_s', 'Cleared s', ({ sloMetrics }) => sloMetrics?.queueClearedS ?? null),
  number('burst_recovery_s', 'Recovered s', ({ sloMetrics }) => sloMetrics?.burstRecoveryS ?? null),
  { key: 'verdict', label: 'Limits', kind: 'text', of: ({ sloMetrics }) => sloMetrics && verdictText(sloMetrics) },
  number('first_token_s', 'First token s', ({ startupMetrics }) => startupMetrics.firstTokenS),
  { key: 'failed', label: 'Failed', kind: 'count', of: ({ sloMetrics }) => sloMetrics?.failed ?? null },
  number('steady_ttft_ms', 'TTFT before ms', ({ sloMetrics }) => sloMetrics?.steadyTtftMs ?? null),
  number('burst_ttft_ms', 'TTFT burst ms', ({ sloMetrics }) => sloMetrics?.burstTtftMs ?? null),
  number('burst_served_s', 'Served s', ({ sloMetrics }) => sloMetrics?.burstServedS ?? null),
  number('queue_wait_ms', 'Queue ms', ({ queueMetrics }) => queueMetrics?.queueWaitMs ?? null),
  number('weight_load_s', 'Weights s', ({ startupMetrics }) => startupMetrics.weightLoadS),
  number('torch_compile_s', 'Compile s', ({ startupMetrics }) => startupMetrics.torchCompileS),
  number('graph_capture_s', 'Graphs s', ({ startupMetrics }) => startupMetrics.graphCaptureS),
  number('engine_profile_warmup_s', 'Engine s', ({ startupMetrics }) => startupMetrics.engineProfileWarmupS),
]

function processTable({ processes }: ReadinessFile): ReportTable {
  const filled = columns.filter(({ of }) => processes.some((process) => of(process) !== null))
  return {
    title: 'Processes',
    columns: filled,
    rows: processes.map((process) => filled.map(({ of }) => of(process))),
    notes: [
      'Ready and First token count from the moment before the command was run. The first request is sent when the server calls itself ready, the second when the first has ended.',
      'Waiting: max requests that were due and had no token yet. Cleared: until no more of them than before the burst. Served: until the last of the burst had its first token. Recovered: from then on the steady requests keep the limits.',
    ],
  }
}

const kinds: Readonly<Record<string, string>> = { cold: 'cold', as_found: 'as found', warm: 'warm' }

function estimateTable({ estimates }: ReadinessFile): ReportTable {
  const shown = estimates.filter(({ of }) => of > 1)
  const interval = ({ mean, low, high, n }: ReadinessEstimate) =>
    intervalCell({ value: mean, low, high, n, method: null })
  return {
    title: 'Over processes',
    columns: [
      { key: 'figure', label: 'Figure', kind: 'text' },
      { key: 'kind', label: 'Start', kind: 'text' },
      { key: 'n', label: 'n', kind: 'text' },
      { key: 'mean', label: 'Mean', kind: 'number' },
      { key: 'interval', label: '95 % CI', kind: 'interval' },
      { key: 'min', label: 'Min', kind: 'number' },
      { key: 'max', label: 'Max', kind: 'number' },
    ],
    rows: shown.map((each) => [
      ...[each.figure, kinds[each.kind] ?? each.kind, String(each.n), each.mean],
      ...[interval(each), each.min, each.max],
    ]),
    decimalsBy: 'row',
    notes: ['An interval of a mean needs 5 processes (--processes 5); each start of a server is one value.'],
  }
}
