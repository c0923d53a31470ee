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
  const said = withField(error?.message ?? bodyText(body), error?.param ?? null)
  const { location, 'retry-after': retryAfter } = headers
  const wait = retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`
  const redirect = status >= 300 && status < 400 && location !== undefined
  // The client leaves its own out by itself; here it is one that the user gave.
  const leaveOut = (status === 400 || status === 422) && /\bstream_options\b/.test(said) ? STREAM_OPTIONS_HINT : ''
  const elsewhere = redirect ? ` to ${location}, which is not followed: give that address` : ''
  return {
    errorClass: problem?.errorClass ?? classifyStatus(status, error),
    message: `${problem?.message ?? `HTTP ${status}`}${elsewhere}${said ? `: ${said}` : ''}${leaveOut}${wait}`,
  }
}

/** Some errors name the field at fault beside their words only. */
function withField(said: string, field: string | null): string {
  return field === null || field === '' || said.includes(field) ? said : `${said} (field: ${field})`
}
