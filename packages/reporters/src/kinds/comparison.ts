import {
  type ComparisonFile,
  type ComparisonVerdict,
  comparisonFile,
} from '@sagellm-benchmark/protocol-types/comparison'
import { alertsOf } from '../document/flag-sentence.js'
import { intervalText } from '../document/interval-text.js'
import type { Fact, ReportDocument } from '../document/report-document.js'
import { dateText, runSubtitle } from '../document/run-facts.js'
import { decimalsFor, formatNumber, formatShare } from '../text/format-number.js'
import { intervalPlot } from '../text/interval-plot.js'
import { comparisonTables } from './comparison-tables.js'
import { defineArtifactKind } from './define-artifact-kind.js'

export const comparison = defineArtifactKind({
  name: 'comparison',
  description: 'comparison.json of compare',
  recognises: (json) => json.kind === 'compare',
  read: (json, source) => comparisonFile.parse(json, source),
  document: comparisonDocument,
})

function comparisonDocument(value: ComparisonFile): ReportDocument {
  const flags = [...value.flags, ...value.targets.flatMap((each) => each.flags)]
  if (value.targets.some((each) => each.simulated)) flags.push('simulated')
  if (value.schemaVersion === null) flags.push('python_original')
  const facts: [string, string | null][] = [
    ['Model', value.model],
    ['Baseline', value.baseline],
    ['Batch sizes', value.batchSizes.join(', ')],
    ['Rounds', value.rounds === null ? null : String(value.rounds)],
    ['Seed', value.seed === null ? null : String(value.seed)],
    ['Date', value.createdAt && dateText(value.createdAt)],
  ]
  const others = value.targets.flatMap((each) => (each.label === value.baseline ? [] : [each.label]))
  const simulated = value.targets.some((each) => each.simulated)
  const subtitle = runSubtitle({ model: value.model, createdAt: value.createdAt, seed: value.seed, simulated })
  return {
    title: `Comparison: ${others.join(', ')} against ${value.baseline}`,
    subtitle,
    answer: comparisonAnswer(value),
    ...(value.verdicts.length > 0 ? { findings: value.verdicts.map((each) => finding(each, value.baseline)) } : {}),
    ...(value.verdicts.length > 0 ? { sketch: sketch(value) } : {}),
    alerts: alertsOf(flags, value.notices),
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: comparisonTables(value),
    environment: [],
    reproduce: value.command,
    plots: value.verdicts.length > 0 ? [forestPlot(value, subtitle)] : [],
  }
}

function forestPlot(value: ComparisonFile, subtitle: string) {
  return {
    plot: 'comparison-forest',
    title: `Ratio to ${value.baseline}`,
    subtitle,
    rows: value.verdicts.map((each) => ({
      target: each.target,
      label: verdictLabel(each),
      metric: each.metric,
      ratio: each.ratio.value,
      low: each.ratio.low,
      high: each.ratio.high,
      verdict: each.verdict,
      margin: each.marginShare,
    })),
  }
}

/** One sentence a target and headline metric, or the plain difference where nothing allows a verdict. */
function comparisonAnswer(value: ComparisonFile): string {
  if (value.verdicts.length === 0) {
    return `${value.targets.length} targets stand side by side; without intervals there is no verdict on which is faster.`
  }
  const others = [...new Set(value.verdicts.map((each) => each.target))]
  const told = others.map((target) => {
    const own = value.verdicts.filter((each) => each.target === target)
    const count = (verdict: ComparisonVerdict['verdict']) => own.filter((each) => each.verdict === verdict).length
    const counts = (['better', 'worse', 'equivalent', 'inconclusive'] as const)
      .filter((verdict) => count(verdict) > 0)
      .map((verdict) => `${verdict} in ${count(verdict)}`)
    const [first] = own.filter((each) => each.verdict === 'better' || each.verdict === 'worse').sort(byEffect)
    const most = first ? ` (most: ${verdictLabel(first)} ${effect(first)})` : ''
    return `${target} against ${value.baseline}: ${counts.join(', ')} of ${own.length} metrics${most}`
  })
  return `${told.join('; ')}.`
}

/** One metric in one sentence: both values, the effect with its interval, the verdict and why. */
function finding(each: ComparisonVerdict, baseline: string): string {
  const values = [each.candidate.value, each.baseline.value]
  const digits = decimalsFor(values)
  const [candidate, reference] = values.map((value) => formatNumber(value, digits))
  const interval = intervalText({ ...each.ratio, method: null }, 3)
  const ratio = `ratio ${formatNumber(each.ratio.value, 3)}${interval ? ` (95 % CI ${interval})` : ''}`
  const rounds = each.roundsNeeded === null ? '' : `; about ${each.roundsNeeded} rounds would decide it`
  const reason = each.reason === null ? '' : ` (${each.reason})`
  return `${verdictLabel(each)}: ${each.target} ${candidate} against ${baseline} ${reference}, ${ratio}: ${each.verdict}${reason}${rounds}.`
}

function sketch(value: ComparisonFile): string {
  const many = new Set(value.verdicts.map((each) => each.target)).size > 1
  const rows = value.verdicts.map((each) => ({
    label: many ? `${each.target} ${verdictLabel(each)}` : verdictLabel(each),
    value: each.ratio.value,
    low: each.ratio.low,
    high: each.ratio.high,
    verdict: each.verdict,
  }))
  return intervalPlot(rows, { margin: value.verdicts[0]?.marginShare ?? null })
}

function byEffect(a: ComparisonVerdict, b: ComparisonVerdict): number {
  const size = (each: ComparisonVerdict) => Math.abs(Math.log(each.ratio.value ?? 1))
  return size(b) - size(a)
}

function effect(each: ComparisonVerdict): string {
  if (each.ratio.value === null) return 'changed'
  const change = each.ratio.value - 1
  return `${change < 0 ? '−' : '+'}${formatShare(Math.abs(change))}`
}

function verdictLabel(each: ComparisonVerdict): string {
  const where = [each.scenario, each.batchSize === null ? null : `batch ${each.batchSize}`].filter(Boolean)
  return where.length > 0 ? `${each.metric} · ${where.join(' · ')}` : each.metric
}
