import type { ReplayFidelity } from '@sagellm-benchmark/protocol-types/artifacts'
import { formatNumber, formatShare } from '../text/format-number.js'
import { plural } from '../text/plural.js'
import type { ReportTable } from './report-document.js'

/** What was measured under one name, and how close it is to what was to be replayed. */
export type Replayed = { readonly of: string; readonly fidelity: ReplayFidelity | null }

type Row = readonly [quantity: string, asked: string, sent: string, reached: string, remark: string]

const UNKNOWN = 'not known'

/** What was asked for, sent and reached of each replay, with its verdict in the title; a table a workload that is one. */
export function replayTables(all: readonly Replayed[]): ReportTable[] {
  return all.flatMap(({ of, fidelity }) => (fidelity === null ? [] : [replayTable(of, fidelity)]))
}

/** A sentence for each replay that is not valid. */
export function replayAlerts(all: readonly Replayed[]): string[] {
  return all.flatMap(({ of, fidelity }) => {
    if (fidelity === null || fidelity.verdict === 'valid') return []
    const why = fidelity.reasons.join('; ')
    return fidelity.verdict === 'invalid'
      ? [`REPLAY INVALID in ${of}: ${why}.`]
      : [`Whether the replay of ${of} is valid is not known: ${why}.`]
  })
}

function replayTable(of: string, fidelity: ReplayFidelity): ReportTable {
  const rows = [
    ...fileRows(fidelity),
    requestRow(fidelity),
    ...arrivalRows(fidelity),
    lengthRow('Input tokens', fidelity.input, fidelity.requestsAnswered),
    lengthRow('Output tokens', fidelity.output, fidelity.requestsAnswered),
    ...prefixRows(fidelity),
    ...sessionRows(fidelity),
  ]
  return {
    title: `Fidelity of the replay: ${of} is ${fidelity.verdict === 'unknown' ? 'not known to be valid' : fidelity.verdict}`,
    columns: [
      { key: 'quantity', label: 'Quantity', kind: 'text' },
      { key: 'asked', label: 'Asked', kind: 'text' },
      { key: 'sent', label: 'Sent', kind: 'text' },
      { key: 'reached', label: 'Reached', kind: 'text' },
      { key: 'remark', label: 'In detail', kind: 'text' },
    ],
    rows: rows.map((row) => [...row]),
    notes: fidelity.reasons,
  }
}

function fileRows({ rows }: ReplayFidelity): Row[] {
  if (rows === null) return []
  const odd = rows.passedOver.reduce((sum, each) => sum + each.rows, 0)
  const why = rows.passedOver.slice(0, 2).map((each) => `${each.rows} ${each.problem}`)
  const left = [
    ...(rows.notWanted > 0 ? [`${rows.notWanted} not wanted`] : []),
    ...(odd > 0 ? [`${odd} passed over: ${why.join(', ')}${rows.passedOver.length > 2 ? ', ...' : ''}`] : []),
  ]
  return [[`Rows (${rows.format})`, count(rows.rows), count(rows.replayed), '', left.join('; ') || 'none left out']]
}

function requestRow({ requestsAsked: asked, requestsSent: sent, requestsAnswered: answered }: ReplayFidelity): Row {
  const failed = sent - answered
  return [
    'Requests',
    asked === null ? 'as many as fit' : count(asked),
    count(sent),
    `${count(answered)} answered`,
    failed > 0 ? `${count(failed)} without an answer` : '',
  ]
}

function arrivalRows({ arrivals }: ReplayFidelity): Row[] {
  if (arrivals === null) return []
  const { error, waited, timeScaleAsked, timeScaleReached } = arrivals
  const ms = (value: number) => formatNumber(value, 2)
  const capped = waited > 0 ? `; ${count(waited)} waited under the cap` : ''
  const late: Row = [
    'Arrivals, ms late',
    '0',
    '',
    `p50 ${ms(error.p50Ms)}`,
    `p99 ${ms(error.p99Ms)}, max ${ms(error.maxMs)}${capped}`,
  ]
  if (timeScaleAsked === null) return [late]
  const reached = timeScaleReached === null ? '' : formatNumber(timeScaleReached, 4)
  return [
    late,
    ['Time scale', formatNumber(timeScaleAsked, 4), '', reached, reached === '' ? 'under 10 s of trace' : ''],
  ]
}

function lengthRow(quantity: string, lengths: ReplayFidelity['input'], answered: number): Row {
  const { asked, sent, reached, ...counts } = lengths
  const mean = (value: number | null, none: string) => (value === null ? none : formatNumber(value, 1))
  const missed = counts.missed > 0 ? `, ${count(counts.missed)} missed` : ''
  const others = answered > counts.compared ? `; ${count(answered - counts.compared)} not compared` : ''
  const detail =
    counts.compared === 0 ? '' : `${count(counts.exact)} of ${count(counts.compared)} exact${missed}${others}`
  return [quantity, mean(asked, 'as they are'), mean(sent, UNKNOWN), mean(reached, UNKNOWN), detail]
}

function prefixRows({ prefixes }: ReplayFidelity): Row[] {
  if (prefixes === null) return []
  const { sized, measuredHitShare: measured, measuredFrom, cacheBlock } = prefixes
  const from = measuredFrom === 'usage' ? 'from usage' : 'from server counters'
  const blocks = cacheBlock === 1 ? 'any blocks' : `blocks of ${cacheBlock}`
  const within = sized
    ? `${formatShare(sized.idealHitShare)} ideal in ${count(sized.cacheTokens)} tokens (${sized.source})`
    : 'size of the cache not known'
  return [
    [
      'Prefix hits',
      `${formatShare(prefixes.idealHitShare)} ideal`,
      blocks,
      measured === null ? UNKNOWN : formatShare(measured),
      `${within}${measured === null ? '' : `; ${from}`}`,
    ],
  ]
}

function sessionRows({ sessions }: ReplayFidelity): Row[] {
  if (sessions === null) return []
  const { thinkTimes, outOfOrder, fanOutAsked, fanOutReached } = sessions
  const order: Row = [
    'Sessions',
    count(sessions.sessions),
    plural(sessions.turns, 'turn'),
    outOfOrder === 0 ? 'in order' : `${count(outOfOrder)} out of order`,
    `branches at once: ${formatNumber(fanOutAsked, 0)} asked, ${formatNumber(fanOutReached, 0)} reached`,
  ]
  if (thinkTimes === null) return [order]
  const { p50Ms, p99Ms, maxMs } = thinkTimes.error
  const detail = `p99 ${formatNumber(p99Ms, 2)}, max ${formatNumber(maxMs, 2)}; ${plural(thinkTimes.turns, 'turn')}`
  return [order, ['Pauses, ms longer', '0', '', `p50 ${formatNumber(p50Ms, 2)}`, detail]]
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
