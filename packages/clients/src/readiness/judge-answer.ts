import { PROXY_LOGIN } from '../transport/proxy-refusal.js'
import type { RequestErrorClass } from '@sagellm-benchmark/protocol-types'
import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { CHECK_KEY, oneLine } from '../endpoint/answer-words.js'
import { bodyText } from '../openai/body-text.js'
import { parseJson } from '../openai/parse-json.js'

/** What came back, or why nothing did. */
export type Answered = {
  /** `null` where no answer came. */
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  /** The beginning of the body. */
  readonly text: string
  readonly errorClass: RequestErrorClass | null
  readonly errorMessage: string | null
}

/**
 * What an answer that is no success means for the wait: `later` may pass by itself; `never` will not, and `hint` says what to
 * do.
 */
export type Refusal =
  | { readonly kind: 'later'; readonly said: string }
  | { readonly kind: 'never'; readonly said: string; readonly hint: string }

/** Judges a failed answer to any request of the wait. */
export function judgeAnswer(answer: Answered): Refusal {
  const { status } = answer
  return wrongServer(answer) ?? (status === null ? later(answer) : judgeStatus(status, answer))
}

/** Something else than the API: named at once, because no wait makes it one. */
function wrongServer({ status, headers, text, errorClass, errorMessage }: Answered): Refusal | null {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity' && errorClass === 'malformed_response')
    return {
      kind: 'never',
      said: `answered with content-encoding ${oneLine(encoding)}, which was not asked for`,
      hint: 'switch the compression off, in the server or in the proxy before it: a compressed stream has no stamps',
    }
  if (status === null && errorClass === 'malformed_response')
    return {
      kind: 'never',
      said: `gave an answer that is not HTTP/1.1 (${errorMessage})`,
      hint: 'another kind of server answers on this port: check the address',
    }
  if (errorClass === 'tls_failed')
    return {
      kind: 'never',
      said: `could not be trusted or understood (${errorMessage})`,
      hint: 'check the certificates and the address',
    }
  if (status !== null && isPage(headers, text) && !passing.has(status))
    return {
      kind: 'never',
      said: `answered ${status} with a web page: ${oneLine(bodyText(text))}`,
      hint: 'check the base URL: it is the part before /chat/completions, and ends in /v1 for most servers',
    }
  return null
}

/** Statuses that a gateway gives while its engines come up, often as a page. */
const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529])

function judgeStatus(status: number, answer: Answered): Refusal {
  const { text, headers } = answer
  const words = oneLine(readWireError(parseJson(text))?.message ?? bodyText(text))
  const said = `answered ${status}${words ? `: ${words}` : ''}`
  if (status === 401 || status === 403) return { kind: 'never', said, hint: CHECK_KEY }
  if (status === 407) return { kind: 'never', said, hint: PROXY_LOGIN }
  if (status >= 300 && status < 400)
    return {
      kind: 'never',
      said: `answered ${status} and points to ${oneLine(headers.location ?? 'nowhere')}`,
      hint: 'give the address that it points to as the base URL',
    }
  if (status === 404 || status === 405)
    return { kind: 'never', said, hint: 'check the base URL (most end in /v1) and the model' }
  if (status >= 200 && status < 300) return later(answer)
  const usage = status < 500 || status === 501 || status === 505
  return usage && !passing.has(status)
    ? { kind: 'never', said, hint: 'the server refuses this request: check the model, --extra-body and the lengths' }
    : { kind: 'later', said }
}

function later({ status, errorMessage }: Answered): Refusal {
  const said = oneLine(errorMessage ?? 'without a word')
  return {
    kind: 'later',
    said: status === null ? `gave no answer (${said})` : `answered ${status}, then failed: ${said}`,
  }
}

function isPage(headers: Readonly<Record<string, string>>, text: string): boolean {
  return /^text\/html\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype html|html)\b/i.test(text)
}
