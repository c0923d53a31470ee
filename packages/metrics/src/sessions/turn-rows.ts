import type { TurnFigures } from '@sagellm-benchmark/protocol-types/sessions'
import { idealCachedTokens, type SessionFacts, type TurnFacts, waitSeenMs } from './session-facts.js'
import { ratio, spreadOf } from './spread.js'

/** Turns up to this one have a row each; later ones share rows of twice, four times ... as many, so that 1,000 turns still fit a page. */
const SINGLE_ROWS = 8

/** First and last turn of the row of a turn, counted from 0. */
export function rowOfTurn(turn: number): { readonly from: number; readonly to: number } {
  if (turn < SINGLE_ROWS) return { from: turn, to: turn }
  const from = 2 ** Math.floor(Math.log2(turn))
  return { from, to: 2 * from - 1 }
}

type Row = ReturnType<typeof emptyRow>

const emptyRow = (from: number, to: number) => ({
  from,
  to,
  last: from,
  requests: 0,
  failed: 0,
  ok: 0,
  ttftMs: [] as number[],
  e2eMs: [] as number[],
  prompts: { n: 0, sum: 0 },
  outputs: { n: 0, sum: 0 },
  cached: { tokens: 0, of: 0 },
  ideal: { tokens: 0, of: 0, unknown: 0 },
  waits: { n: 0, asked: 0, seen: 0 },
})

/** Gathers the turns of all sessions by their number. */
export function createTurnRows(sharedPrefixTokens: number) {
  const rows = new Map<number, Row>()
  return {
    add(turn: TurnFacts, session: SessionFacts) {
      const { from, to } = rowOfTurn(turn.turn)
      const row = rows.get(from) ?? emptyRow(from, to)
      rows.set(from, row)
      row.requests += 1
      row.last = Math.max(row.last, turn.turn)
      if (turn.outcome === 'failed') row.failed += 1
      addWait(row, turn, session)
      if (turn.outcome !== 'ok') return
      addAnswer(row, turn)
      addCache(row, turn, idealCachedTokens(turn, session, sharedPrefixTokens))
    },
    result: (): TurnFigures[] => [...rows.values()].sort((a, b) => a.from - b.from).map(figuresOf),
    /** Prompt tokens that the sessions share on purpose, and of how many; `null` where that is not known of all. */
    intended(): { readonly tokens: number; readonly requests: number } | null {
      const all = [...rows.values()]
      if (all.some(({ ideal }) => ideal.unknown > 0)) return null
      const sum = (of: (row: Row) => number) => all.reduce((total, row) => total + of(row), 0)
      return { tokens: sum(({ ideal }) => ideal.tokens), requests: sum(({ ok }) => ok) }
    },
  }
}

function addWait(row: Row, turn: TurnFacts, session: SessionFacts): void {
  const seen = waitSeenMs(turn, session)
  if (seen === null) return
  row.waits.n += 1
  row.waits.asked += turn.waitMs
  row.waits.seen += seen
}

function addAnswer(row: Row, { ttftMs, e2eMs, promptTokens, outputTokens }: TurnFacts): void {
  row.ok += 1
  if (ttftMs !== null) row.ttftMs.push(ttftMs)
  if (e2eMs !== null) row.e2eMs.push(e2eMs)
  if (promptTokens !== null) row.prompts = { n: row.prompts.n + 1, sum: row.prompts.sum + promptTokens }
  if (outputTokens !== null) row.outputs = { n: row.outputs.n + 1, sum: row.outputs.sum + outputTokens }
}

function addCache(row: Row, { promptTokens, cachedTokens }: TurnFacts, ideal: number | null): void {
  // More hits than prompt cannot be true, and say nothing.
  if (promptTokens !== null && cachedTokens !== null && cachedTokens <= promptTokens)
    row.cached = { tokens: row.cached.tokens + cachedTokens, of: row.cached.of + promptTokens }
  if (promptTokens === null || ideal === null) row.ideal.unknown += 1
  else row.ideal = { ...row.ideal, tokens: row.ideal.tokens + ideal, of: row.ideal.of + promptTokens }
}

function figuresOf(row: Row): TurnFigures {
  return {
    from: row.from,
    to: row.last,
    requests: row.requests,
    failed: row.failed,
    ttftMs: spreadOf(row.ttftMs),
    e2eMs: spreadOf(row.e2eMs),
    promptTokens: ratio(row.prompts.sum, row.prompts.n),
    outputTokens: ratio(row.outputs.sum, row.outputs.n),
    cachedShare: ratio(row.cached.tokens, row.cached.of),
    idealCachedShare: row.ideal.unknown > 0 ? null : ratio(row.ideal.tokens, row.ideal.of),
    waitAskedMs: ratio(row.waits.asked, row.waits.n),
    waitSeenMs: ratio(row.waits.seen, row.waits.n),
  }
}
