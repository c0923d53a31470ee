import type { Trace } from './trace.js'

/** How the requests of a trace say what their prompts are. A file may mix them, so that each is looked at by itself. */
export type PromptsInTrace = {
  /** Requests that hold their prompt as a text. */
  readonly texts: number
  /** Requests that say how long their prompt is, with or without block ids. */
  readonly lengths: number
  /** Place of the first request that says neither, from 0; `null`: there is none. */
  readonly firstWithout: number | null
}

/**
 * Counts the requests of a trace by what they say of their prompts.
 *
 * @param options - `requests`: only so many, from the first. @default all
 */
export function promptsInTrace(
  trace: Pick<Trace, 'arrivalsMs' | 'request'>,
  { requests = trace.arrivalsMs.length }: { readonly requests?: number } = {},
): PromptsInTrace {
  let [texts, lengths] = [0, 0]
  let firstWithout: number | null = null
  for (let at = 0; at < Math.min(requests, trace.arrivalsMs.length); at += 1) {
    const { messages, inputTokens } = trace.request(at)
    if (messages !== null) texts += 1
    else if (inputTokens !== null) lengths += 1
    else firstWithout ??= at
  }
  return { texts, lengths, firstWithout }
}
