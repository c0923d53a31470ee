import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { bodyText } from './body-text.js'
import { classifyStatus } from './classify-status.js'
import { parseJson } from './parse-json.js'

export type Failure = { readonly errorClass: RequestErrorClass; readonly message: string }

export type ErrorAnswer = {
  readonly status: number
  readonly body: string
  readonly retryAfter: string | null
  /** What was wrong with an answer of status 200. */
  readonly problem: Failure | null
}

/** An answer that is no completion, as a typed failure with what its body said, whichever of the engines' forms it has. */
export function readErrorAnswer({ status, body, retryAfter, problem }: ErrorAnswer): Failure {
  const error = readWireError(parseJson(body))
  const said = error?.message ?? bodyText(body)
  const wait = retryAfter === null ? '' : ` (Retry-After: ${retryAfter})`
  return {
    errorClass: problem?.errorClass ?? classifyStatus(status, error),
    message: `${problem?.message ?? `HTTP ${status}`}${said ? `: ${said}` : ''}${wait}`,
  }
}
