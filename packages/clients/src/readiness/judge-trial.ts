import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { classifyStatus } from '../openai/classify-status.js'
import { parseJson } from '../openai/parse-json.js'
import { refusedFields } from '../openai/refused-fields.js'
import type { FieldChanges } from '../openai/request-body.js'
import { oneLine } from '../endpoint/answer-words.js'
import { judgeAnswer, type Refusal } from './judge-answer.js'
import type { Trial } from './send-trial.js'

/**
 * What a trial came to. `accepted`: the server takes requests of this form; where its answer then broke, `warning` says how.
 * `changed`: it refuses fields by name, and would perhaps take the rest. `too_short`: it may have been refused for its length.
 */
export type TrialVerdict =
  | { readonly kind: 'accepted'; readonly warning: string | null }
  | { readonly kind: 'changed'; readonly changes: FieldChanges; readonly refusal: Refusal }
  | { readonly kind: 'too_short'; readonly refusal: Refusal }
  | Refusal

/** @param own - fields of the body that the user gave. */
export function judgeTrial(trial: Trial, own: object): TrialVerdict {
  const { response, text } = trial
  const { status, headers, errorClass, errorMessage } = response
  if (hasBegun(trial)) return { kind: 'accepted', warning: warningOf(trial) }
  const mismatch = status !== null && status >= 200 && status < 300 ? otherForm(trial) : null
  if (mismatch) return mismatch

  const refusal = judgeAnswer({ status, headers, text, errorClass, errorMessage })
  if (status === null || !mayNameFields.has(status)) return refusal
  const error = readWireError(parseJson(text))
  // A prompt that does not fit is no matter of fields, though its error names them, and a longer answer fits less.
  if (classifyStatus(status, error) === 'context_length_exceeded') return withClass(refusal)
  const changes = refusedFields(text, { sent: trial.sent, own })
  if (Object.keys(changes).length > 0) return { kind: 'changed', changes, refusal }
  return refusal.kind === 'never' ? { kind: 'too_short', refusal: withTemperature(refusal, text, trial.sent) } : refusal
}

/** Servers whose code meets a field that it does not know answer 500. */
const mayNameFields: ReadonlySet<number> = new Set([400, 422, 500, 501])

/** A part of the answer has come: what is wrong with the rest is a matter of the measurement. */
function hasBegun({ response }: Trial): boolean {
  const { answer, errorClass } = response
  return errorClass === null || answer.chunks.contentCount > 0 || answer.finishes.size > 0 || answer.model !== null
}

function warningOf({ response }: Trial): string | null {
  const { errorClass, errorMessage } = response
  // A reasoning model may spend a short limit without a word.
  if (errorClass === null || errorClass === 'empty_response') return null
  return `the trial request was answered and then failed (${errorClass}: ${oneLine(errorMessage ?? '')})`
}

/** A whole answer where a stream was asked for, or the reverse. */
function otherForm({ stream, text }: Trial): Refusal | null {
  const json = parseJson(text)
  const isAnswer = typeof json === 'object' && json !== null && 'choices' in json
  if (stream && isAnswer)
    return {
      kind: 'never',
      said: 'answered with one JSON text though a stream was asked for',
      hint: 'measure whole answers with --no-stream, or let the server (or the proxy before it) stream',
    }
  if (!stream && json === undefined && /^\s*data:|\n\s*data:/.test(text))
    return {
      kind: 'never',
      said: 'answered with a stream of events though one whole answer was asked for',
      hint: 'measure its streams: leave --no-stream out',
    }
  return null
}

/** A temperature that a server does not take is the user's to change. */
function withTemperature<Of extends Refusal>(refusal: Of, text: string, sent: Trial['sent']): Of {
  if (!/\btemperature\b/.test(text) || !('temperature' in sent)) return refusal
  return {
    ...refusal,
    hint: `the temperature ${JSON.stringify(sent.temperature)} was asked for and is not left out by itself: give another one (run: --temperature), or --extra-body '{"temperature":null}' for the server's own`,
  }
}

function withClass(refusal: Refusal): Refusal {
  return { ...refusal, said: `${refusal.said} (context_length_exceeded)` }
}
