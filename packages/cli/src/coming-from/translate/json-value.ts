import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** The JSON object behind a flag of another tool. @throws BenchError `invalid_argument` naming the flag. */
export function jsonObjectOf(flag: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Falls through to the one error below.
  }
  throw invalidArgument(flag, text, 'give one JSON object')
}
