import type { FieldChanges } from './request-body.js'

/** What a reader of results has to know of the fields that a server refused, a sentence each. */
export function fieldNotices(changes: FieldChanges): string[] {
  return Object.entries(changes).map(([name, other]) =>
    other === null
      ? `The server refuses the field ${name}: no request carried it${effects[name] ?? ''}`
      : `The server refuses the field ${name}: its value was sent as ${other}`,
  )
}

/** What follows from sending none. */
const effects: Readonly<Record<string, string>> = {
  stream_options: ', and token counts may be missing',
  ignore_eos: ', and answers may be shorter than asked for',
  min_new_tokens: ', and answers may be shorter than asked for',
  temperature: ", and the server's own temperature applied",
  top_p: ", and the server's own top_p applied",
  top_k: ", and the server's own top_k applied",
  seed: ', and sampling is not repeatable',
}
