import { z } from 'zod'
import { traceTokens, traceTokensOrNone } from '../../traces/trace-row.js'
import { createLocalIds } from '../local-ids.js'
import { byStart, checkedSession, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat } from '../session-format.js'
import { nameValue, pause, type TurnInput } from '../session-values.js'
import { recordedTime } from '../recorded-time.js'

/** Whole blocks of this size are what a later round shares: the smallest that engines cache by. */
const BLOCK_SIZE = 16

const event = z.object({ event_type: z.string(), timestamp: recordedTime })
const tool = z.object({ tool_wall_latency_ms: pause.nullish() })
const row = z
  .object({
    session_id: nameValue,
    round_index: z.int().nonnegative(),
    input_tokens_total: traceTokens.nullish(),
    prefix_tokens: traceTokensOrNone.nullish(),
    newly_append_tokens: traceTokensOrNone.nullish(),
    output_tokens: traceTokensOrNone,
    timing_events: z.array(event).nullish(),
    tools: z.array(tool).nullish(),
  })
  .transform((given, context) => {
    const { input_tokens_total: total, prefix_tokens: prefix, newly_append_tokens: added } = given
    const tokens = total ?? (prefix ?? 0) + (added ?? 0)
    if (tokens > 0) return roundOf(given, tokens)
    context.addIssue({ code: 'custom', path: ['input_tokens_total'], message: 'is missing' })
    return z.NEVER
  })
type Round = {
  readonly sessionId: string
  readonly index: number
  readonly tokens: number
  readonly sharedTokens: number
  readonly outputTokens: number
  /** On the clock of the file, ms; `null` where it says none. */
  readonly sentMs: number | null
  readonly endMs: number | null
  readonly afterTool: boolean
  /** That its tools took. */
  readonly toolMs: number
}
type Numbered = { readonly row: Round; readonly number: number }

/**
 * A round is one request. The file has no ids, but says how many tokens a round shares with the one before: so many, in whole blocks of 16,
 * begin its prompt, the rest is new text. Rounds of one session are kept until the end of the file, a few numbers each.
 */
export const tracelab = defineSessionFormat({
  name: 'tracelab',
  description:
    'rounds of coding agents of TraceLab, one a line: input, prefix and output tokens, with the times of tools and people',
  signs: [['session_id', 'round_index', 'output_tokens']],
  async *read(rows, notes) {
    const sessions = new Map<string, Numbered[]>()
    const known = [
      ...['session_id', 'round_index', 'input_tokens_total', 'prefix_tokens', 'newly_append_tokens'],
      ...['output_tokens', 'timing_events', 'tools'],
    ]
    for await (const each of rowsThatFit(rows, { schema: row, known, notes })) {
      if (each.row.outputTokens === 0) notes.usedOtherwise('has no output tokens: one is asked for', each.number)
      const rounds = sessions.get(each.row.sessionId)
      if (rounds) rounds.push(each)
      else sessions.set(each.row.sessionId, [each])
    }
    const ids = createLocalIds()
    const begun = [...sessions].map(([sessionId, list]) => {
      const rounds = list.sort((a, b) => a.row.index - b.row.index)
      return { sessionId, rounds, startMs: rounds[0]?.row.sentMs ?? null }
    })
    for (const { sessionId, rounds, startMs } of byStart(begun)) {
      const turns = turnsOf(rounds, ids.fresh) as [TurnInput, ...TurnInput[]]
      yield* checkedSession({ sessionId, startMs, turns }, { notes, number: rounds[0]?.number ?? 0 })
    }
  },
})

function turnsOf(rounds: readonly Numbered[], fresh: (count: number) => number[]): TurnInput[] {
  let before: { readonly round: Round; readonly hashIds: readonly number[] } | null = null
  return rounds.map(({ row: round }) => {
    const shared = Math.min(round.sharedTokens, round.tokens, before?.round.tokens ?? 0)
    const kept: readonly number[] = before?.hashIds.slice(0, Math.floor(shared / BLOCK_SIZE)) ?? []
    const hashIds = [...kept, ...fresh(Math.ceil(round.tokens / BLOCK_SIZE) - kept.length)]
    const turn: TurnInput = {
      turnId: String(round.index),
      after: before === null ? [] : [String(before.round.index)],
      waitMs: before === null ? 0 : pauseBetween(before.round, round),
      waitFor: round.afterTool ? 'tool' : 'think',
      input: { kind: 'blocks', tokens: round.tokens, blockSize: BLOCK_SIZE, hashIds },
      outputTokens: Math.max(1, round.outputTokens),
    }
    before = { round, hashIds }
    return turn
  })
}

/** From the end of an answer to the next request: as the events say, else as long as the tools took. */
function pauseBetween({ endMs, toolMs }: Round, { sentMs }: Round): number {
  return endMs === null || sentMs === null ? toolMs : Math.max(0, sentMs - endMs)
}

/** Events by which a round is asked; all others belong to its answer. */
const asking: ReadonlySet<string> = new Set(['user_message', 'tool_result'])

type Given = {
  readonly session_id: string
  readonly round_index: number
  readonly prefix_tokens?: number | null | undefined
  readonly output_tokens: number
  readonly timing_events?: readonly { readonly event_type: string; readonly timestamp: number }[] | null | undefined
  readonly tools?: readonly { readonly tool_wall_latency_ms?: number | null | undefined }[] | null | undefined
}

function roundOf({ timing_events, tools, ...given }: Given, tokens: number): Round {
  const events = timing_events ?? []
  const [asks, answers] = [true, false].map((isAsk) =>
    events.filter(({ event_type }) => asking.has(event_type) === isAsk).map(({ timestamp }) => timestamp),
  ) as [number[], number[]]
  const latencies = (tools ?? []).map(({ tool_wall_latency_ms }) => tool_wall_latency_ms ?? 0)
  return {
    sessionId: given.session_id,
    index: given.round_index,
    tokens,
    sharedTokens: given.prefix_tokens ?? 0,
    outputTokens: given.output_tokens,
    sentMs: asks.length > 0 ? Math.max(...asks) : answers.length > 0 ? Math.min(...answers) : null,
    endMs: answers.length > 0 ? Math.max(...answers) : null,
    afterTool: events.some(({ event_type }) => event_type === 'tool_result'),
    toolMs: latencies.reduce((longest, each) => Math.max(longest, each), 0),
  }
}
