import type { ReplicaFigures, SessionFigures, TurnFigures } from '@sagellm-benchmark/protocol-types/sessions'
import { formatNumber } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import type { Cell, Column, ReportTable } from './report-document.js'

/** What was measured under one name, and how its sessions went. */
export type SessionsReported = {
  /** Name of the workload. */
  readonly of: string
  readonly sessions: SessionFigures | null
  readonly replicas: readonly ReplicaFigures[]
}

/** How the sessions of each workload went, and a row a turn; no table where no workload had sessions. */
export function sessionTables(all: readonly SessionsReported[]): ReportTable[] {
  const reported = all.flatMap(({ of, sessions }) => (sessions === null ? [] : [{ of, sessions }]))
  if (reported.length === 0) return []
  return [wholeSessions(reported), ...reported.map((each) => turnTable(each, reported.length > 1))]
}

/** What each of several base URLs answered; no table where there is one. */
export function replicaTables(all: readonly SessionsReported[]): ReportTable[] {
  const rows = all.flatMap(({ of, replicas }) => replicas.map((replica) => [of, ...replicaRow(replica)]))
  if (rows.length === 0) return []
  return [
    {
      title: 'Base URLs of the deployment',
      columns: [
        text('workload', 'Workload'),
        text('replica', 'Base URL'),
        count('requests', 'Requests'),
        count('failed', 'Failed'),
        count('sessions', 'Sessions'),
        number('avg_ttft_ms', 'TTFT ms'),
        number('p99_ttft_ms', 'p99'),
        number('avg_e2e_ms', 'E2E ms'),
        count('output_tokens', 'Output tokens'),
        share('cached_share', 'From cache'),
        count('in_flight_max', 'Most in flight'),
      ],
      rows,
    },
  ]
}

/** The sessions of one workload on one line. */
export function sessionLine({ sessions }: Pick<SessionsReported, 'sessions'>): string[] {
  if (sessions === null) return []
  const { begun, completed, failed, cutOff, completionMs, turnsPlanned, turnsSent } = sessions
  const time =
    completionMs.mean === null
      ? ''
      : ` · completion mean ${seconds(completionMs.mean)} s, p50 ${seconds(completionMs.p50)} s, p99 ${seconds(completionMs.p99)} s`
  const cut = cutOff > 0 ? `, ${cutOff} cut off by the run` : ''
  const unsent = turnsPlanned - turnsSent
  const rest = unsent > 0 ? ` · ${plural(unsent, 'turn')} of ${turnsPlanned} never sent` : ''
  return [`sessions: ${completed} of ${begun} completed, ${failed} failed${cut}${time}${rest}`]
}

function seconds(ms: number | null): string {
  return formatNumber(ms === null ? null : ms / 1000, 2)
}

type Reported = { readonly of: string; readonly sessions: SessionFigures }

function wholeSessions(reported: readonly Reported[]): ReportTable {
  return {
    title: 'Sessions',
    columns: [
      text('workload', 'Workload'),
      count('completed', 'Completed'),
      count('failed', 'Failed'),
      count('cut_off', 'Cut off'),
      number('avg_completion_s', 'Completion s'),
      number('p50_completion_s', 'p50'),
      number('p99_completion_s', 'p99'),
      number('completed_per_second', 'Completed/s'),
      number('avg_sessions', 'Under way'),
      count('max_sessions', 'most'),
      count('turns_sent', 'Turns sent'),
      count('turns_unsent', 'never sent'),
    ],
    rows: reported.map(({ of, sessions: each }): Cell[] => [
      of,
      each.completed,
      each.failed,
      each.cutOff,
      inSeconds(each.completionMs.mean),
      inSeconds(each.completionMs.p50),
      inSeconds(each.completionMs.p99),
      each.completedPerSecond,
      each.concurrencyMean,
      each.concurrencyMax,
      each.turnsSent,
      each.turnsPlanned - each.turnsSent,
    ]),
    notes: [
      'Completion: from when the first turn was due to the end of the last, thinking and tools included, of sessions all of whose turns succeeded. A turn that fails ends its session, whose further turns are never sent.',
    ],
  }
}

function turnTable({ of, sessions }: Reported, several: boolean): ReportTable {
  const waits = sessions.turns.some(({ waitSeenMs }) => waitSeenMs !== null)
  const columns = turnColumns.filter(({ key }) => waits || !key.startsWith('wait_'))
  return {
    title: several ? `Turns of ${of}` : 'Turns',
    columns: columns.map(({ of: _, ...column }) => column),
    rows: sessions.turns.map((turn) => columns.map((column) => column.of(turn))),
    notes: [
      'Turn: how many turns at least ended before it, counted from 1. Ideal: what a cache without a limit would hold of the prompts, by the lengths that the server reports or the block ids of the data set.',
      ...(sessions.fannedOut > 0
        ? [
            `${plural(sessions.fannedOut, 'session')} sent turns side by side, up to ${sessions.inFlightOfOneMax} at once.`,
          ]
        : []),
    ],
  }
}

const turnColumns: readonly (Column & { readonly of: (turn: TurnFigures) => Cell })[] = [
  { ...text('turn', 'Turn'), of: ({ from, to }) => (from === to ? String(from + 1) : `${from + 1}-${to + 1}`) },
  { ...count('requests', 'Requests'), of: ({ requests }) => requests },
  { ...count('failed', 'Failed'), of: ({ failed }) => failed },
  { ...number('avg_ttft_ms', 'TTFT ms'), of: ({ ttftMs }) => ttftMs.mean },
  { ...number('p99_ttft_ms', 'p99'), of: ({ ttftMs }) => ttftMs.p99 },
  { ...number('avg_e2e_ms', 'E2E ms'), of: ({ e2eMs }) => e2eMs.mean },
  { ...number('prompt_tokens', 'Prompt'), of: ({ promptTokens }) => promptTokens },
  { ...number('output_tokens', 'Output'), of: ({ outputTokens }) => outputTokens },
  { ...share('cached_share', 'From cache'), of: ({ cachedShare }) => cachedShare },
  { ...share('ideal_cached_share', 'ideal'), of: ({ idealCachedShare }) => idealCachedShare },
  { ...number('wait_asked_ms', 'Wait ms asked'), of: ({ waitAskedMs }) => waitAskedMs },
  { ...number('wait_seen_ms', 'seen'), of: ({ waitSeenMs }) => waitSeenMs },
]

function replicaRow(each: ReplicaFigures): Cell[] {
  const { replica, requests, failed, sessions, ttftMs, e2eMs, outputTokens, cachedShare, inFlightMax } = each
  return [
    replica,
    requests,
    failed,
    sessions,
    ttftMs.mean,
    ttftMs.p99,
    e2eMs.mean,
    outputTokens,
    cachedShare,
    inFlightMax,
  ]
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000
}

function text(key: string, label: string) {
  return { key, label, kind: 'text' } as const
}

function count(key: string, label: string) {
  return { key, label, kind: 'count' } as const
}

function number(key: string, label: string) {
  return { key, label, kind: 'number' } as const
}

function share(key: string, label: string) {
  return { key, label, kind: 'share' } as const
}
