import type { ForeignLine } from './foreign-line.js'
import { jsonObjectOf, jsonOrText } from './json-value.js'

/** Flags of other tools that are fields of a request's body, under the same name. */
const fields = [
  ...['frequency-penalty', 'presence-penalty', 'repetition-penalty', 'min-p', 'n-choices', 'stop', 'stop-token-ids'],
  ...['logprobs', 'top-logprobs-num', 'use-beam-search', 'chat-template-kwargs'],
]
const otherNames: Readonly<Record<string, string>> = { 'n-choices': 'n', 'top-logprobs-num': 'top_logprobs' }

/**
 * What goes into every body: the flags that are fields of it, and the JSON object of the tool's own flag, which wins.
 *
 * @returns JSON for `--extra-body`; `undefined` where there is nothing.
 */
export function bodyFields({ take, takeAll }: ForeignLine, { json }: { readonly json: string }): string | undefined {
  const own = fields.flatMap((name) => {
    const values = takeAll(`--${name}`)
    if (values === undefined) return []
    const read = values.map(jsonOrText)
    const value = values.length === 0 ? true : values.length === 1 ? read[0] : read
    return [[otherNames[name] ?? name.replaceAll('-', '_'), value] as const]
  })
  const given = take(json)
  return jsonOf({ ...Object.fromEntries(own), ...(given === undefined ? {} : jsonObjectOf(json, given)) })
}

/** The object as JSON; `undefined` for an empty one. */
export function jsonOf(body: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(body).length === 0 ? undefined : JSON.stringify(body)
}
