import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { parseJson } from '../openai/parse-json.js'
import type { FieldChanges } from '../openai/request-body.js'

/** What a run can do without; a field that is not here is part of what was asked for. */
const dispensable = [
  'stream_options',
  'ignore_eos',
  'min_new_tokens',
  'temperature',
  'seed',
  'top_p',
  'top_k',
  'stop',
] as const

/** The limit of tokens has a second name, which newer models ask for. */
const LIMIT = 'max_tokens'
const OTHER_LIMIT = 'max_completion_tokens'

/**
 * Which fields of a body a refusal names, and what becomes of each.
 *
 * @param answer - the body of the refusal, in any of the engines' forms.
 * @param sent - the body that was refused.
 * @param own - fields that the user gave: they are never changed.
 * @returns nothing where it names none that can be changed.
 * @example refusedFields('{"error":{"message":"unknown field ignore_eos"}}', { sent: { ignore_eos: true } }) // { ignore_eos: null }
 */
export function refusedFields(
  answer: string,
  { sent, own = {} }: { readonly sent: Readonly<Record<string, unknown>>; readonly own?: object },
): FieldChanges {
  const error = readWireError(parseJson(answer))
  const text = error?.message ?? answer
  const changeable = (name: string) => name in sent && !(name in own)
  const places = [...text.matchAll(/['"]loc['"]:\s*[[(]([^\])]*)[\])]/g)].map((match) => match[1] as string).join(' ')
  const named = (name: string) => hasWord(places || text, name) || (places === '' && error?.param === name)

  const changes: Record<string, string | null> = {}
  // A parameter that the error points at goes before words: the sentence may mention others.
  const pointedAt = dispensable.find((name) => error?.param === name)
  for (const name of dispensable) {
    if (changeable(name) && (pointedAt === undefined ? named(name) : name === pointedAt)) changes[name] = null
  }
  if (changeable(LIMIT) && !(OTHER_LIMIT in sent) && named(LIMIT) && hasWord(text, OTHER_LIMIT))
    changes[LIMIT] = OTHER_LIMIT
  return changes
}

/** A whole word, so that `top_p` is not found in `top_probs`. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9_])${word}(?![A-Za-z0-9_])`).test(text)
}
