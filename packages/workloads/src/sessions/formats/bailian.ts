import { z } from 'zod'
import { bailian as bailianTrace } from '../../traces/bailian.js'
import { blockIds, traceNumber, traceTokens } from '../../traces/trace-row.js'
import { byStart, checkedSession, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat } from '../session-format.js'
import { hashIdsOf, nameValue, type TurnInput } from '../session-values.js'

const row = z.object({
  chat_id: nameValue,
  parent_chat_id: nameValue.nullish(),
  timestamp: traceNumber,
  input_length: traceTokens,
  output_length: traceTokens,
  hash_ids: blockIds.default([]),
})
type Row = z.infer<typeof row>
type Chat = { readonly startMs: number; readonly number: number; readonly rows: Row[] }

/** What a root has instead of a parent. */
const NO_PARENT = '-1'

/**
 * A row is one request; those that name the same root are a session, and two with one parent are branches side by side. Rows of one
 * session lie anywhere in the file, so that all are kept until its end.
 */
export const bailian = defineSessionFormat({
  name: 'bailian',
  description: 'JSON lines of Alibaba Bailian (Qwen): chats by chat_id and parent_chat_id, hash ids of 16 tokens',
  signs: [['chat_id', 'parent_chat_id', 'input_length']],
  async *read(rows, notes) {
    const chats: Chat[] = []
    const chatOf = new Map<string, Chat>()
    for await (const { row: given, number } of rowsThatFit(rows, { schema: row, known: bailianFields, notes })) {
      const parent = given.parent_chat_id ?? NO_PARENT
      const known = chatOf.get(parent)
      if (parent !== NO_PARENT && !known)
        notes.usedOtherwise('its parent_chat_id is not in the rows before it, so it begins a session', number)
      const chat = known ?? { startMs: given.timestamp * 1000, number, rows: [] }
      if (!known) chats.push(chat)
      chatOf.set(given.chat_id, chat)
      chat.rows.push(given)
    }
    for (const { startMs, number, rows: turns } of byStart(chats)) {
      const [first] = turns as [Row]
      const made = turns.map((each) => turnOf(each, startMs, each === first)) as [TurnInput, ...TurnInput[]]
      yield* checkedSession({ sessionId: first.chat_id, startMs, turns: made }, { notes, number })
    }
  },
})

const bailianFields = bailianTrace.fields === 'all' ? [] : bailianTrace.fields

function turnOf(row: Row, startMs: number, isFirst: boolean): TurnInput {
  const { chat_id, parent_chat_id, timestamp, input_length, output_length, hash_ids } = row
  const blockSize = bailianTrace.blockSize ?? 1
  return {
    turnId: chat_id,
    after: isFirst ? [] : [parent_chat_id ?? NO_PARENT],
    notBeforeMs: Math.max(0, timestamp * 1000 - startMs),
    input: { kind: 'blocks', tokens: input_length, blockSize, hashIds: hashIdsOf(hash_ids) },
    outputTokens: output_length,
  }
}
