import {
  type HistoryFile,
  historyFile,
  type HistorySeries,
  type HistoryVerdict,
} from '@sagellm-benchmark/protocol-types/history'
import type { ReportCheck, ReportDocument } from '../document/report-document.js'
import { alertsOf } from '../document/flag-sentence.js'
import { formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'
import { historyPlots } from './history-plots.js'
import { historySketch } from './history-sketch.js'
import { historyTables, seriesName } from './history-tables.js'

export const history = defineArtifactKind({
  name: 'history',
  description: 'history.json of history',
  recognises: (json) => json.kind === 'history' && Array.isArray(json.series),
  read: (json, source) => historyFile.parse(json, source),
  document: historyDocument,
})

/** Findings that a reader takes in; the table has all of them. */
const MOST_FINDINGS = 20

function historyDocument(value: HistoryFile): ReportDocument {
  const subtitle = `${plural(value.series.length, 'series', 'series')} · ${value.createdAt.slice(0, 10)}`
  const told = value.series.filter(({ judgement }) => ['jump', 'drift', 'doubtful'].includes(judgement.verdict))
  const simulated = value.series.some((each) => each.simulated)
  const sketch = historySketch(value.series)
  return {
    title: 'History',
    subtitle,
    answer: answerOf(value),
    findings: told.slice(0, MOST_FINDINGS).flatMap(findingsOf),
    ...(value.failOn === null ? {} : { checks: value.series.map(checkOf) }),
    ...(sketch === null ? {} : { sketch }),
    alerts: [...passedOverAlert(value), ...alertsOf(simulated ? ['simulated'] : [], value.notices)],
    facts: [
      { label: 'Read', value: plural(value.read, 'file or version of one', 'files or versions of one') },
      { label: 'False among the findings', value: `at most ${formatShare(value.falseDiscoveryRate)} on average` },
      { label: 'Margin', value: formatShare(value.margin) },
      { label: 'Made by', value: `sagellm-benchmark ${value.toolVersion}` },
    ],
    tables: historyTables(value),
    environment: [],
    reproduce: value.command,
    plots: historyPlots(value),
  }
}

const verdictWords: Readonly<Record<HistoryVerdict, string>> = {
  jump: 'jumped',
  drift: 'drifted',
  doubtful: 'doubtful',
  noise: 'nothing but noise',
  too_short: 'too short to say',
}

function answerOf({ series, failOn }: HistoryFile): string {
  const count = (verdict: string) => series.filter(({ judgement }) => judgement.verdict === verdict).length
  // A later version may know other verdicts.
  const other = series.filter(({ judgement }) => !Object.hasOwn(verdictWords, judgement.verdict)).length
  const counts = Object.entries(verdictWords).map(([verdict, words]) => [count(verdict), words] as const)
  const parts = [...counts, [other, 'with another verdict'] as const].flatMap(([number, words]) =>
    number === 0 ? [] : [`${number} ${words}`],
  )
  const failed = series.filter(({ fails }) => fails).length
  const gate = failOn === null ? '' : ` Gate (${failOn}): ${failed === 0 ? 'held' : `${failed} of them fail`}.`
  return `Of ${plural(series.length, 'series', 'series')}: ${parts.join(', ')}.${gate}`
}

function findingsOf(series: HistorySeries): string[] {
  const { message, retest } = series
  const starts =
    retest === null || retest.starts === null ? '' : `, or ${retest.starts} starts of each where starts differ`
  return [
    `${seriesName(series)}: ${message}`,
    ...(retest === null ? [] : [`  settled by ${retest.rounds} interleaved rounds${starts}: ${retest.command}`]),
  ]
}

function checkOf(series: HistorySeries): ReportCheck {
  const { fails, judgement, message, metric } = series
  const undecided = judgement.verdict === 'doubtful' || judgement.verdict === 'too_short'
  return {
    of: [series.workload, series.model, series.hardware].filter(Boolean).join(' · ') || series.tool,
    name: metric,
    verdict: fails ? 'fails' : undecided ? 'undecided' : 'holds',
    passed: !fails,
    sentence: message,
  }
}

function passedOverAlert({ passedOverCount, passedOver }: HistoryFile): string[] {
  const [first] = passedOver
  if (first === undefined) return []
  return [`${plural(passedOverCount, 'file')} passed over, such as ${first.source}: ${first.reason}`]
}
