import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { bodyText } from './body-text.js'
import { classifyStatus } from './classify-status.js'
import { parseJson } from './parse-json.js'

export type Failure = { readonly errorClass: RequestErrorClass; readonly message: string }

export type ErrorAnswer = {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** What was wrong with an answer of status 200. */
  readonly problem: Failure | null
}

const STREAM_OPTIONS_HINT = ` (--extra-body '{"stream_options":null}' leaves it out, and the usage with it)`

/** An answer that is no completion, as a typed failure with what its body said, whichever of the engines' forms it has. */
export function readErrorAnswer({ status, headers, body, problem }: ErrorAnswer): Failure {
  const error = readWireError(parseJson(body))
  const said = error?.message ?? bodyText(body)
  const { location, 'retry-after': retryAfter } = headers
  const wait = retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`
  const redirect = status >= 300 && status < 400 && location !== undefined
  // The trial is answered whole, so this field is refused where the first stream is asked for.
  const leaveOut = (status === 400 || status === 422) && /\bstream_options\b/.test(said) ? STREAM_OPTIONS_HINT : ''
  const elsewhere = redirect ? ` to ${location}, which is not followed: give that address` : ''
  return {
    errorClass: problem?.errorClass ?? classifyStatus(status, error),
    message: `${problem?.message ?? `HTTP ${status}`}${elsewhere}${said ? `: ${said}` : ''}${leaveOut}${wait}`,
  }
}
