import { isBenchError, snakeCase } from '@sagellm-benchmark/protocol-types'
import { readSession, SessionTurn } from '@sagellm-benchmark/protocol-types/sessions'
import { nameUnknown } from '../rows-that-fit.js'
import { defineSessionFormat } from '../session-format.js'

const known = ['schema_version', 'session_id', 'start_ms', 'turns']
const ofTurn = Object.keys(SessionTurn.shape).map(snakeCase)

/** The project's own form, onto which every other one is mapped. */
export const sessionLines = defineSessionFormat({
  name: 'session_lines',
  description: 'a session a line: session_id and turns, each with turn_id, after, continues, wait_ms and input',
  signs: [
    ['session_id', 'turns.turn_id'],
    ['session_id', 'turns.input'],
  ],
  async *read(rows, notes) {
    for await (const { fields, number } of rows) {
      nameUnknown(fields, { known, notes })
      const turns = Array.isArray(fields['turns']) ? fields['turns'] : []
      for (const turn of turns)
        if (typeof turn === 'object' && turn !== null) nameUnknown(turn, { known: ofTurn, notes, under: 'turns' })
      try {
        yield readSession(fields, `line ${number}`)
      } catch (error) {
        if (!isBenchError(error)) throw error
        notes.odd(error.message.replace(`line ${number} is not a valid session: `, ''), number)
      }
    }
  },
})
