import { isBenchError } from '@sagellm-benchmark/protocol-types'
import { readSession } from '@sagellm-benchmark/protocol-types/sessions'
import { defineSessionFormat } from './session-format.js'

const known = new Set(['schema_version', 'session_id', 'start_ms', 'turns'])

/** The project's own form, onto which every other one is mapped. */
export const sessionLines = defineSessionFormat({
  name: 'session_lines',
  description: 'a session a line: session_id and turns, each with turn_id, after, continues, wait_ms and input',
  signs: [['session_id', 'turns']],
  async *read(rows, notes) {
    for await (const { fields, number } of rows) {
      for (const field of Object.keys(fields)) if (!known.has(field)) notes.withoutEffect(field)
      try {
        yield readSession(fields, `line ${number}`)
      } catch (error) {
        if (!isBenchError(error)) throw error
        notes.odd(error.message.replace(`line ${number} is not a valid session: `, ''), number)
      }
    }
  },
})
