import {
  type ComparisonFile,
  type ComparisonVerdict,
  comparisonFile,
  loadLabel,
} from '@sagellm-benchmark/protocol-types/comparison'
import type { E2ePerfRow } from '@sagellm-benchmark/protocol-types/performance'
import { checkFindings, type Judged, thresholdChecks } from '../document/threshold-text.js'
import { failureAlerts, failureTables, targetFailures } from '../document/failures.js'
import { alertsOf } from '../document/flag-sentence.js'
import type { Fact, ReportDocument } from '../document/report-document.js'
import { dateText, runSubtitle } from '../document/run-facts.js'
import { formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { change, comparisonSentences, verdictsOf } from './comparison-sentences.js'
import { knownOfUndecided } from './comparison-known.js'
import { comparisonSketch } from './comparison-sketch.js'
import { comparisonTables } from './comparison-tables.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { reachedAlerts, reachedText } from './reached-loads.js'

export const comparison = defineArtifactKind({
  name: 'comparison',
  description: 'comparison.json of compare',
  recognises: (json) => json.kind === 'compare',
  read: (json, source) => comparisonFile.parse(json, source),
  document: comparisonDocument,
})

function comparisonDocument(value: ComparisonFile): ReportDocument {
  const flags = [
    ...value.flags.filter((flag) => flag !== 'averaged_over_scenarios' && flag !== 'load_not_kept'),
    ...value.targets.flatMap((each) => each.flags),
  ]
  if (value.targets.some((each) => each.simulated)) flags.push('simulated')
  if (value.schemaVersion === null) flags.push('python_original')
  const facts: [string, string | null][] = [
    ['Model', value.model],
    ['Baseline', value.baseline],
    ['Batch sizes', value.batchSizes.join(', ')],
    ['Other loads', value.loads.join('; ')],
    ['Rounds', roundsText(value)],
    ['Reached load', reachedText(value)],
    ['Margin', value.marginShare === null ? null : formatShare(value.marginShare)],
    ['Seed', value.seed === null ? null : String(value.seed)],
    ['Date', value.createdAt && dateText(value.createdAt)],
  ]
  const others = value.targets.flatMap((each) => (each.label === value.baseline ? [] : [each.label]))
  const failures = value.targets.map(targetFailures)
  const simulated = value.targets.some((each) => each.simulated)
  const checks = thresholdChecks(value.targets.flatMap(({ label, rows }) => rows.map((row) => heldOf(label, row))))
  const findings = [...(value.verdicts.length > 0 ? comparisonSentences(value) : []), ...checkFindings(checks)]
  const subtitle = runSubtitle({ model: value.model, createdAt: value.createdAt, seed: value.seed, simulated })
  return {
    title: `Comparison: ${others.join(', ')} against ${value.baseline}`,
    subtitle,
    answer: comparisonAnswer(value),
    ...(findings.length > 0 ? { findings } : {}),
    ...(checks.length > 0 ? { checks } : {}),
    ...(value.verdicts.length > 0 ? { sketch: comparisonSketch(value) } : {}),
    alerts: [...failureAlerts(failures), ...reachedAlerts(value), ...alertsOf(flags, value.notices)],
    facts: facts.flatMap(([label, text]): Fact[] => (text ? [{ label, value: text }] : [])),
    tables: [...comparisonTables(value), ...failureTables(failures)],
    environment: [],
    reproduce: value.command,
    plots: value.verdicts.length > 0 ? [forestPlot(value, subtitle)] : [],
  }
}

function heldOf(label: string, row: E2ePerfRow): Judged {
  return { of: `${label} ${row.scenario}`, thresholds: row.thresholds }
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
  const sentences = others.map((target) => {
    const own = value.verdicts.filter((each) => each.target === target)
    const count = (verdict: ComparisonVerdict['verdict']) => own.filter((each) => each.verdict === verdict).length
    const counts = verdictsOf(own).map((verdict) => `${verdict} in ${count(verdict)}`)
    const [first] = own.filter((each) => each.verdict === 'better' || each.verdict === 'worse').sort(byEffect)
    const largest = first
      ? ` (largest: ${verdictLabel(first)} ${first.ratio.value === null ? 'changed' : change(first.ratio.value)})`
      : ''
    const withheld = own.filter((each) => each.withheld !== null).length
    const taken = withheld === 0 ? '' : `, ${withheld} of them withheld`
    const known = knownOfUndecided(own)
    const undecided = known === null ? '' : `; ${known}`
    if (known !== null && own.every((each) => each.verdict === 'inconclusive' && each.withheld === null))
      return `${target} against ${value.baseline}: ${known}`
    return `${target} against ${value.baseline}: ${counts.join(', ')} of ${plural(own.length, 'verdict')}${taken}${largest}${undecided}`
  })
  return `${sentences.join('; ')}.`
}

function byEffect(a: ComparisonVerdict, b: ComparisonVerdict): number {
  const size = (each: ComparisonVerdict) => Math.abs(Math.log(each.ratio.value ?? 1))
  return size(b) - size(a)
}

const endings: Record<ComparisonFile['endings'][number]['stoppedBy'], string> = {
  decided: 'nothing was left that more rounds would decide',
  rounds: 'all that were planned',
  time: 'the time was used up',
  interrupted: 'interrupted',
  target_down: 'a target went down',
  prompts_unavailable: 'a target did not count the prompts',
  shard_lost: 'a shard was lost',
}

/** How many rounds, and why no more. */
function roundsText(value: ComparisonFile): string | null {
  if (value.endings.length === 0) return value.rounds === null ? null : String(value.rounds)
  return value.endings
    .map((each) => {
      const { scenario, rounds, maxRounds, stoppedBy } = each
      const planned = rounds < maxRounds ? ` of ${maxRounds}` : ''
      return `${scenario} ${loadLabel(each)}: ${rounds}${planned} (${endings[stoppedBy] ?? stoppedBy})`
    })
    .join(', ')
}

function verdictLabel(each: ComparisonVerdict): string {
  const where = [each.scenario, loadLabel(each)].filter(Boolean)
  return where.length > 0 ? `${each.metric} · ${where.join(' · ')}` : each.metric
}
