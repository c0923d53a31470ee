import { z } from 'zod'
import { rowProblem } from '../../traces/odd-rows.js'
import { singleTurnFields, singleTurnRequest } from '../../traces/single-turn.js'
import type { TraceRow } from '../../traces/trace-row.js'
import { defineSessionFormat } from '../session-format.js'
import { checkedSession, nameUnknown, rowsThatFit } from '../rows-that-fit.js'
import { nameValue, pause, type TurnInput } from '../session-values.js'

const turn = singleTurnRequest.and(z.object({ delay: pause.nullish() }))
const row = z.object({ session_id: nameValue.nullish(), turns: z.array(z.looseObject({})).min(1) })

/** Later turns stand behind the server's own answers; a `timestamp` of the first turn is the begin of the session. */
export const multiTurn = defineSessionFormat({
  name: 'multi_turn',
  description:
    "AIPerf's multi_turn: a session a line, turns with text or texts, delay and timestamp (ms), output_length",
  signs: [['turns.text'], ['turns.texts']],
  async *read(rows, notes) {
    const known = ['type', 'session_id', 'turns']
    for await (const { row: given, number } of rowsThatFit(rows, { schema: row, known, notes })) {
      for (const each of given.turns)
        nameUnknown(each, { known: [...singleTurnFields, 'delay'], notes, under: 'turns' })
      const read = z.array(turn).safeParse(given.turns)
      if (!read.success) {
        notes.odd(`turns: ${rowProblem(read.error)}`, number)
        continue
      }
      const startMs = read.data[0]?.atMs ?? null
      const turns = read.data.map((each, at) => turnOf(each, { at, startMs })) as [TurnInput, ...TurnInput[]]
      yield* checkedSession({ sessionId: given.session_id ?? `line ${number}`, startMs, turns }, { notes, number })
    }
  },
})

type Place = { readonly at: number; readonly startMs: number | null }

function turnOf(row: TraceRow & { readonly delay?: number | null | undefined }, { at, startMs }: Place): TurnInput {
  const before = at === 0 ? null : String(at)
  return {
    turnId: String(at + 1),
    after: before === null ? [] : [before],
    continues: before,
    waitMs: row.delay ?? 0,
    waitFor: 'delay',
    notBeforeMs: row.atMs === null || startMs === null ? null : Math.max(0, row.atMs - startMs),
    input: { kind: 'messages', messages: [...(row.messages ?? [])] },
    outputTokens: row.outputTokens,
    extraBody: { ...row.extraBody },
  }
}
