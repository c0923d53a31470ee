/** One server-sent event before it is written. */
export type StreamEvent = {
  /** The JSON value; `null` is the end marker `[DONE]`. */
  readonly json: Record<string, unknown> | null
  /** What it is for; a `reply` is the body of an answer that is not streamed. */
  readonly kind: 'role' | 'content' | 'finish' | 'usage' | 'progress' | 'error' | 'done' | 'reply'
  /** Generated tokens it brings. */
  readonly tokens: number
}

/** The end of every stream that ends as the protocol says. */
export const doneEvent: StreamEvent = { json: null, kind: 'done', tokens: 0 }

export function eventData(event: StreamEvent): string {
  return event.json === null ? '[DONE]' : JSON.stringify(event.json)
}
