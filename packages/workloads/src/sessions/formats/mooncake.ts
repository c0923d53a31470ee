import type { SessionInput } from '@sagellm-benchmark/protocol-types/sessions'
import { z } from 'zod'
import { mooncake as mooncakeTrace, mooncakeFields, mooncakeRequest } from '../../traces/mooncake.js'
import { liveMessages } from '../live-messages.js'
import { byStart, checkedSession, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat, type SessionNotes } from '../session-format.js'
import { hashIdsOf, nameValue, pause, type TurnInput } from '../session-values.js'

const ofSession = z.object({
  session_id: nameValue.nullish(),
  delay: pause.nullish(),
  message_mode: z.enum(['history', 'delta'], { error: 'is neither history nor delta' }).nullish(),
  text_input: z.string().nullish(),
  messages: z.array(z.unknown()).nullish(),
})
const row = mooncakeRequest.and(ofSession.transform((turn) => ({ turn })))
type Row = z.infer<typeof row>
type Numbered = { readonly row: Row; readonly number: number }

/**
 * Rows of one session may lie anywhere in the file, so that all are kept until its end. Block ids, messages and a payload are the whole
 * prompt of a turn; `text_input`, a length without ids, and messages in the mode `delta` stand behind the conversation so far.
 */
export const mooncake = defineSessionFormat({
  name: 'mooncake',
  description: "Mooncake's JSON lines with AIPerf's session_id and delay (ms); hash ids of 512 tokens",
  signs: [
    ['session_id', 'input_length'],
    ['session_id', 'hash_ids'],
    ['session_id', 'text_input'],
    ['session_id', 'messages'],
    ['session_id', 'payload'],
  ],
  async *read(rows, notes) {
    const sessions = new Map<string, Numbered[]>()
    const known = [...mooncakeFields, 'session_id']
    for await (const each of rowsThatFit(rows, { schema: row, known, notes })) {
      for (const field of each.row.withoutEffect ?? []) notes.withoutEffect(field)
      const name = each.row.turn.session_id ?? `line ${each.number}`
      const turns = sessions.get(name)
      if (turns) turns.push(each)
      else sessions.set(name, [each])
    }
    const begun = [...sessions].map(([name, turns]) => ({ name, turns, startMs: turns[0]?.row.atMs ?? null }))
    for (const { name, turns, startMs } of byStart(begun)) {
      const made = turns.map((each, at) => turnOf(each, { at, startMs, notes }))
      const session: SessionInput = { sessionId: name, startMs, turns: made as [TurnInput, ...TurnInput[]] }
      yield* checkedSession(session, { notes, number: turns[0]?.number ?? 0 })
    }
  },
})

type Place = { readonly at: number; readonly startMs: number | null; readonly notes: SessionNotes }

function turnOf({ row: given, number }: Numbered, { at, startMs, notes }: Place): TurnInput {
  const before = at === 0 ? null : String(at)
  const { input, whole } = inputOf(given, (how) => notes.usedOtherwise(how, number))
  const { messages: _, ...others } = given.extraBody ?? {}
  return {
    turnId: String(at + 1),
    after: before === null ? [] : [before],
    continues: whole ? null : before,
    waitMs: given.turn.delay ?? 0,
    waitFor: 'delay',
    notBeforeMs: given.atMs === null || startMs === null ? null : Math.max(0, given.atMs - startMs),
    input,
    outputTokens: given.outputTokens,
    // Recorded messages, tool calls and all, are a whole prompt.
    extraBody: whole ? { ...given.extraBody } : others,
  }
}

type Brought = { readonly input: TurnInput['input']; readonly whole: boolean }

function inputOf({ messages, inputTokens, hashIds, turn }: Row, note: (how: string) => void): Brought {
  if (messages === null) {
    const tokens = inputTokens ?? 1
    if (hashIds.length === 0) return { input: { kind: 'length', tokens }, whole: false }
    const blockSize = mooncakeTrace.blockSize ?? 1
    return { input: { kind: 'blocks', tokens, blockSize, hashIds: hashIdsOf(hashIds) }, whole: true }
  }
  if (turn.message_mode !== 'delta' || turn.messages == null)
    return { input: { kind: 'messages', messages: [...messages] }, whole: turn.text_input == null }
  const live = liveMessages(turn.messages)
  if (live?.leftOut.length) note(`${live.leftOut.join(', ')} of its messages are not sent: the server's answers differ`)
  return { input: { kind: 'messages', messages: [...(live?.messages ?? messages)] }, whole: false }
}
