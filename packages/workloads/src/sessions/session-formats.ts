import { entryNamed } from '@sagellm-benchmark/protocol-types'
import type { SessionFormat } from './session-format.js'
import { sessionLines } from './session-lines.js'

/** Every format of session files. Of two that fit a file, the first is taken. */
export const sessionFormats: readonly SessionFormat[] = [sessionLines]

/**
 * @param own - formats beside those of the project; one of the same name takes the place of the project's.
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 */
export function sessionFormatNamed(name: string, own: readonly SessionFormat[] = []): SessionFormat {
  return entryNamed([...own, ...sessionFormats], { kind: 'session format', name })
}

/** The format whose signs a file's first row bears; `null` where there is none. */
export function sessionFormatOf(fields: readonly string[], own: readonly SessionFormat[] = []): SessionFormat | null {
  const has = new Set(fields)
  const fits = (format: SessionFormat) => format.signs.some((signs) => signs.every((sign) => has.has(sign)))
  return [...own, ...sessionFormats].find(fits) ?? null
}
