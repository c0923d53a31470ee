import { z } from 'zod'
import { liveMessages } from '../live-messages.js'
import { checkedSession, nameUnknown, rowsThatFit } from '../rows-that-fit.js'
import { defineSessionFormat } from '../session-format.js'
import type { TurnInput } from '../session-values.js'

const row = z.object({
  value: z.array(z.looseObject({ messages: z.array(z.unknown()).min(1) })).min(1),
})

/** Each turn brings what is new; between the turns stand the server's own answers. */
export const sglangAgentic = defineSessionFormat({
  name: 'sglang_agentic',
  description: "SGLang's agentic_trace: conversations, lists of turns whose messages stand behind the live answers",
  signs: [['value.messages']],
  async *read(rows, notes) {
    let place = 0
    for await (const { row: given, number } of rowsThatFit(rows, { schema: row, known: ['value'], notes })) {
      place += 1
      const turns: TurnInput[] = []
      for (const turn of given.value) {
        nameUnknown(turn, { known: ['messages'], notes, under: 'turns' })
        const said = liveMessages(turn.messages)
        for (const field of said?.leftOut ?? []) notes.withoutEffect(`messages.${field}`)
        const [first, ...others] = said?.messages ?? []
        const last = turns.at(-1)
        // The recorded answer to the turn before, where the file repeats it: the server's own stands in its place.
        const recorded = last !== undefined && first?.role === 'assistant'
        if (recorded) turns[turns.length - 1] = { ...last, answer: first.content }
        const messages = recorded ? others : (said?.messages ?? [])
        if (messages.length === 0) notes.usedOtherwise('a turn of it brings no text and is left out', number)
        else turns.push(turnOf([...messages], turns.length))
      }
      if (turns.length === 0) notes.odd('has no turn with text', number)
      else {
        const session = { sessionId: `conversation ${place}`, turns: turns as [TurnInput, ...TurnInput[]] }
        yield* checkedSession(session, { notes, number })
      }
    }
  },
})

function turnOf(messages: Extract<TurnInput['input'], { kind: 'messages' }>['messages'], at: number): TurnInput {
  const before = at === 0 ? null : String(at)
  const input = { kind: 'messages' as const, messages }
  return { turnId: String(at + 1), after: before === null ? [] : [before], continues: before, input }
}
