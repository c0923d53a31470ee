import {
  type LeaderboardEntry,
  leaderboardEntryFile,
  leaderboardProblems,
  leaderboardSites,
} from '@sagellm-benchmark/protocol-types/leaderboard'
import type { Column, ReportDocument } from '../document/report-document.js'
import { workloadOf } from '../entries/entry-key.js'
import { entryReasons } from '../entries/reasons-against.js'
import { plural } from '../text/plural.js'
import { defineArtifactKind } from './define-artifact-kind.js'

/** `<name>_leaderboard.json`, or a list of entries as the sites keep it. */
export const leaderboardEntries = defineArtifactKind({
  name: 'leaderboard_entries',
  description: '<name>_leaderboard.json of run, leaderboard_single.json, leaderboard_multi.json',
  recognises: (json) => 'entry_id' in json || isListOfEntries(json.entries) || isEmptyList(json),
  isOurs: ({ entries, metadata }) =>
    Array.isArray(entries) ? entries.every((each) => hasEvidence(each.metadata)) : hasEvidence(metadata),
  read: (json, source) => {
    const { entries } = json as { entries?: unknown[] }
    if (entries === undefined) return [leaderboardEntryFile.parse(json, source)]
    return entries.map((each, at) => leaderboardEntryFile.parse(each, `${source} entry ${at + 1}`))
  },
  document: entriesDocument,
})

function isListOfEntries(json: unknown): boolean {
  const isEntry = (each: unknown) => typeof each === 'object' && each !== null && 'entry_id' in each
  return Array.isArray(json) && json.length > 0 && json.every(isEntry)
}

/** A leaderboard that nothing was put on yet, as `leaderboard aggregate` writes it. Another kind of file may have `entries` among its fields. */
function isEmptyList(json: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(json['entries']) && json['entries'].length === 0 && Object.keys(json).length === 1
}

function hasEvidence(metadata: unknown): boolean {
  return typeof metadata === 'object' && metadata !== null && 'evidence' in metadata
}

const foreign =
  'Written by the Python original or its successor, in part at least: how their figures were made stands in no entry.'

const columns: Column[] = [
  { key: 'workload', label: 'Workload', kind: 'text' },
  { key: 'engine', label: 'Engine', kind: 'text' },
  { key: 'version', label: 'Version', kind: 'text' },
  { key: 'model', label: 'Model', kind: 'text' },
  { key: 'precision', label: 'Precision', kind: 'text' },
  { key: 'hardware', label: 'Hardware', kind: 'text' },
  { key: 'ttft_ms', label: 'TTFT ms', kind: 'number' },
  { key: 'tbt_ms', label: 'TBT ms', kind: 'number' },
  { key: 'throughput_tps', label: 'tok/s a request', kind: 'number' },
  { key: 'error_rate', label: 'Errors', kind: 'share' },
  { key: 'submitted', label: 'Submitted', kind: 'text' },
  { key: 'publish', label: 'May be published', kind: 'text' },
]

function entriesDocument(entries: readonly LeaderboardEntry[]): ReportDocument {
  const refused = entries.filter((each) => entryReasons(each).length > 0)
  return {
    title: 'Leaderboard entries',
    subtitle: '',
    answer:
      entries.length === 0
        ? 'A leaderboard without entries.'
        : `${plural(entries.length, 'entry', 'entries')}, of which ${entries.length - refused.length} may be published.`,
    alerts: [
      ...(entries.every(({ metadata }) => metadata.evidence) ? [] : [foreign]),
      ...(entries.length === 1 ? siteAlerts(entries[0] as LeaderboardEntry) : []),
    ],
    facts: [],
    tables: [
      {
        title: 'Entries',
        columns,
        rows: entries.map((each) => [
          workloadOf(each),
          each.engine ?? each.metadata.engine ?? (each.sagellmVersion === undefined ? null : 'sagellm'),
          each.engineVersion ?? each.sagellmVersion ?? null,
          each.model.name,
          each.model.precision,
          `${each.hardware.chipCount} × ${each.hardware.chipModel}`,
          each.metrics.ttftMs,
          each.metrics.tbtMs,
          each.metrics.throughputTps,
          each.metrics.errorRate,
          each.metadata.submittedAt.slice(0, 10),
          entryReasons(each).join('; ') || 'yes',
        ]),
        notes: ['Entries were measured apart, often under unequal loads: for a verdict on two engines use compare.'],
      },
    ],
    environment: [],
    reproduce: entries.length === 1 ? (entries[0]?.metadata.reproducibleCmd ?? null) : null,
    plots: [],
  }
}

/** What either site would refuse in an entry. */
function siteAlerts(entry: LeaderboardEntry): string[] {
  return leaderboardSites.flatMap((site) => {
    const problems = leaderboardProblems(entry, site)
    return problems.length === 0 ? [] : [`The site of the ${site} would not take this entry: ${problems.join('; ')}.`]
  })
}
