import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import type { BesideAnswer } from './beside-answer.js'
import { bodyText } from './body-text.js'
import type { Failure } from './error-answer.js'
import type { EventForm } from './event-form.js'
import { parseJson } from './parse-json.js'
import { reportedUsage } from './reported-usage.js'
import type { StreamAnswer } from './stream-answer.js'

/**
 * Why a stream that ended before its answer did so, as far as the server wrote it into the stream.
 *
 * @param beside - what the stream held beside its answer.
 * @param options.ended - whether its body ended; else `[DONE]` came, and nothing shows that the answer before it was whole.
 */
export function cutShort(
  beside: BesideAnswer,
  { ended, ending }: { readonly ended: boolean; readonly ending: EventForm['ending'] },
): Failure {
  const error = readWireError(parseJson(beside.text()))
  if (error) return { errorClass: 'stream_error_event', message: error.message }
  const rest = ended ? 'without [DONE]' : 'without usage, with fewer pieces than asked for'
  const missing = ending.required ? `its ${ending.name}` : `${ending.name} and ${rest}`
  return { errorClass: 'stream_cut_short', message: withWords(`the stream ended without ${missing}`, beside) }
}

/**
 * The message for a stream that was complete and held no text, with what it held instead. A server that counts tokens all the same
 * has generated some that show none: half a character, a special token, or what it keeps back.
 */
export function emptyStream({ beside, usages }: Pick<StreamAnswer, 'beside' | 'usages'>): string {
  const usage = usages.at(-1)?.usage ?? 'unreadable'
  const tokens = usage === 'unreadable' ? 0 : (reportedUsage(usage).completionTokens ?? 0)
  const counted = tokens > 0 ? `, though its usage counts ${tokens} ${tokens === 1 ? 'token' : 'tokens'}` : ''
  return withWords(`a complete stream without any generated text${counted}`, beside)
}

function withWords(message: string, beside: BesideAnswer): string {
  const said = bodyText(beside.text())
  return said ? `${message}: ${said}` : message
}
