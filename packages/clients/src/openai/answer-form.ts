import type { Failure } from './error-answer.js'

/**
 * How an answer is read: as a stream of events, as one whole JSON value, or as an error that is only shown. `unsure` is a
 * stream that was announced as something else: its first byte decides.
 */
export type AnswerForm = 'events' | 'whole' | 'error' | 'unsure'

/** @param stream - whether a stream was asked for. */
export function formOfHead(status: number, contentType: string | undefined, stream: boolean): AnswerForm {
  // 204 is the success that has no answer.
  if (status < 200 || status > 299 || status === 204) return 'error'
  if (!stream) return 'whole'
  return contentType === undefined || /^text\/event-stream\b/i.test(contentType) ? 'events' : 'unsure'
}

/** JSON and HTML documents begin with a bracket, and no line of a stream of events does. */
export function formOfBody(bytes: Uint8Array, start: number, end: number): AnswerForm {
  let at = start
  while (at < end && isSpace(bytes[at] as number)) at += 1
  if (at === end) return 'unsure'
  return openings.has(bytes[at] as number) ? 'error' : 'events'
}

export function wrongContentType(type: string): Failure {
  return { errorClass: 'wrong_content_type', message: `content-type ${type} instead of text/event-stream` }
}

/** `{`, `[` and `<`. */
const openings: ReadonlySet<number> = new Set([0x7b, 0x5b, 0x3c])

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}
