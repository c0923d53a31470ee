import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { readWireError } from '@sagellm-benchmark/protocol-types/openai'
import { bodyText } from '../openai/body-text.js'
import type { CallAnswer } from './call.js'

/** What helps where a server refuses the key. */
export const CHECK_KEY = 'check the API key (--api-key-env, --api-key-file, --api-key-command, or OPENAI_API_KEY)'

/** How a server answered and what it said, as the end of a sentence: `answered 503: Loading model`. */
export function saidBy({ status, json, text, errorMessage, headers }: CallAnswer): string {
  if (status === null) return `gave no answer (${errorMessage})`
  const where = headers.location === undefined ? '' : ` to ${headers.location}`
  const words = oneLine(readWireError(json)?.message ?? bodyText(text))
  return `answered ${status}${where}${words ? `: ${words}` : ''}`
}

/** A text of a server's as part of one line, without secrets, cut where it is longer than a reader wants. */
export function oneLine(text: string, maxChars = 300): string {
  const line = withoutSecrets(text).replace(/\s+/g, ' ').trim()
  return line.length > maxChars ? `${line.slice(0, maxChars - 3)}...` : line
}
