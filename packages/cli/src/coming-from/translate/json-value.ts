import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** The JSON object behind a flag of another tool. @throws BenchError `invalid_argument` naming the flag. */
export function jsonObjectOf(flag: string, text: string): Record<string, unknown> {
  const value = jsonOrText(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw invalidArgument(flag, text, 'give one JSON object')
}

/** A number, a boolean, a list or an object where the text is one in JSON; else the text. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
