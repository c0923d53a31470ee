import { z } from 'zod'
import { exchangesOf, liveMessages } from '../live-messages.js'
import { checkedSession, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat } from '../session-format.js'
import { nameValue, type TurnInput } from '../session-values.js'

const list = z.array(z.unknown()).min(1).nullish()
const name = nameValue.nullish()
const row = z.object({
  ...{ id: name, conversation_id: name, conversation_hash: name },
  ...{ conversations: list, conversation: list, messages: list },
})

/** All turns of each conversation; `--dataset sharegpt` sends the first ones alone. */
export const sharegpt = defineSessionFormat({
  name: 'sharegpt',
  description: 'ShareGPT, LMSYS or WildChat conversations, a list or an object a line, with all of their turns',
  signs: [['conversations'], ['conversation'], ['messages']],
  async *read(rows, notes) {
    const known = Object.keys(row.shape)
    for await (const { row: given, number } of rowsThatFit(rows, { schema: row, known, notes })) {
      const said = liveMessages(given.conversations ?? given.conversation ?? given.messages ?? [])
      for (const field of said?.leftOut ?? []) notes.withoutEffect(`messages.${field}`)
      const exchanges = said && exchangesOf(said.messages)
      if (exchanges === null) {
        notes.odd('is no conversation that a person begins', number)
        continue
      }
      const turns = exchanges.map(({ messages, answer }, at): TurnInput => {
        const before = at === 0 ? null : String(at)
        const input = { kind: 'messages' as const, messages }
        return { turnId: String(at + 1), after: before === null ? [] : [before], continues: before, input, answer }
      }) as [TurnInput, ...TurnInput[]]
      const sessionId = given.id ?? given.conversation_id ?? given.conversation_hash ?? `line ${number}`
      yield* checkedSession({ sessionId, turns }, { notes, number })
    }
  },
})
