import { type ValidationFile, validationFile } from '@sagellm-benchmark/protocol-types/comparison'
import { alertsOf } from '../document/flag-sentence.js'
import { runSubtitle } from '../document/run-facts.js'
import type { Fact, ReportDocument, ReportTable } from '../document/report-document.js'
import { defineArtifactKind } from './define-artifact-kind.js'

export const validation = defineArtifactKind({
  name: 'validation',
  description: 'validation_summary.json of convergence',
  recognises: (json) => typeof json.profile === 'string' && Array.isArray(json.targets),
  read: (json, source) => validationFile.parse(json, source),
  document: validationDocument,
})

function validationDocument(value: ValidationFile): ReportDocument {
  const facts: [string, string | null][] = [
    ['Profile', value.profile],
    ['Model', value.model],
    ['Baseline', value.baseline],
    ['Batch sizes', value.batchSizes.join(', ')],
    ['Date', value.createdAt],
  ]
  return {
    title: 'Convergence validation',
    subtitle: runSubtitle(value),
    answer: validationAnswer(value),
    alerts: alertsOf(value.schemaVersion === null ? ['python_original'] : [], value.notices),
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [...(value.verdicts.length > 0 ? [claimTable(value)] : []), targetTable(value)],
    environment: [],
    reproduce: value.command,
    plots: [],
  }
}

function validationAnswer(value: ValidationFile): string {
  if (value.verdicts.length === 0) {
    return 'The file holds measurements and probes but no verdict: the original left the judgement to its reader.'
  }
  const told = value.verdicts.map((each) => `${each.target} ${each.claim}: ${each.verdict}`)
  return `${told.join('; ')}.`
}

function claimTable(value: ValidationFile): ReportTable {
  return {
    title: 'Claims',
    columns: [
      { key: 'target', label: 'Target', kind: 'text' },
      { key: 'claim', label: 'Claim', kind: 'text' },
      { key: 'verdict', label: 'Verdict', kind: 'text' },
      { key: 'metric_evidence', label: 'Metric evidence', kind: 'text' },
      { key: 'path_evidence', label: 'Path evidence', kind: 'text' },
      { key: 'gaps', label: 'Missing', kind: 'text' },
    ],
    rows: value.verdicts.map((each) => [
      each.target,
      each.claim,
      each.verdict,
      each.metricEvidence.join('; ') || null,
      each.pathEvidence.join('; ') || null,
      each.gaps.join('; ') || null,
    ]),
  }
}

function targetTable(value: ValidationFile): ReportTable {
  return {
    title: 'Targets',
    columns: [
      { key: 'label', label: 'Target', kind: 'text' },
      { key: 'avg_ttft_ms', label: 'TTFT ms', kind: 'number' },
      { key: 'avg_tbt_ms', label: 'TBT ms', kind: 'number' },
      { key: 'avg_throughput_tps', label: 'tok/s per request', kind: 'number' },
      { key: 'output_throughput_tps', label: 'tok/s output', kind: 'number' },
      { key: 'request_throughput_rps', label: 'req/s', kind: 'number' },
      { key: 'evidence_gaps', label: 'Evidence gaps', kind: 'text' },
    ],
    rows: value.targets.map((each) => [
      each.label === value.baseline ? `${each.label} (baseline)` : each.label,
      each.summary.avgTtftMs,
      each.summary.avgTbtMs,
      each.summary.avgThroughputTps,
      each.summary.outputThroughputTps,
      each.summary.requestThroughputRps,
      each.evidenceGaps.join(', ') || null,
    ]),
  }
}
