import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { parseJson } from './parse-json.js'
import type { FieldChanges } from './request-body.js'

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
  // A value out of the server's range is the user's to change: the field without it would mean another value than any that was asked for.
  const outOfRange = range.test(text)
  const changeable = (name: string) => name in sent && !(name in own) && !(name === 'temperature' && outOfRange)
  const places = [...text.matchAll(/['"]loc['"]:\s*[[(]([^\])]*)[\])]/g)].map((match) => match[1] as string).join(' ')
  const pointed = (name: string) => error?.param != null && hasWord(error.param, name)
  const refusing = text
    .split(/[.;!?]\s/)
    .filter((sentence) => refusal.test(sentence))
    .join('\n')
  const named = (name: string) => hasWord(places || refusing, name) || (places === '' && pointed(name))

  const changes: Record<string, string | null> = {}
  // A parameter that the error points at goes before words: the sentence may mention others.
  const pointedAt = dispensable.find(pointed)
  for (const name of dispensable) {
    if (changeable(name) && (pointedAt === undefined ? named(name) : name === pointedAt)) changes[name] = null
  }
  // Who names both says which one to use.
  if (
    changeable(LIMIT) &&
    !(OTHER_LIMIT in sent) &&
    (hasWord(places || text, LIMIT) || named(LIMIT)) &&
    hasWord(text, OTHER_LIMIT)
  )
    changes[LIMIT] = OTHER_LIMIT
  return changes
}

/** A sentence without one of these refuses nothing: it may quote the request, or list what the server knows. */
const refusal =
  /\bun(known|recogni[sz]ed|supported|expected|available)|\bextra|\badditional|\binvalid|\billegal|forbid|\bdeprecated|\bdisabled|\bonly\b|\bcannot\b|\bno such\b|\bno (field|param|argument)|\bnot\b|n['’]t\b|\bmust\b|\bproblem|\bfail(ed|s|ure)?\b/i

/** The field is known, and another value of it would do. */
const range =
  /\bmust (be|lie|not be)\b|\bshould be\b|\bgreater\b|\bless than\b|\bat (least|most)\b|\bbetween\b|\brange\b|[<>]=?/i

/** A whole word, so that `top_p` is not found in `top_probs`. */
function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9_])${word}(?![A-Za-z0-9_])`).test(text)
}
