import { entryNamed } from '@sagellm-benchmark/protocol-types'
import { bailian } from './formats/bailian.js'
import { mooncake } from './formats/mooncake.js'
import { multiTurn } from './formats/multi-turn.js'
import { otel } from './formats/otel.js'
import { sessionLines } from './formats/session-lines.js'
import { sglangAgentic } from './formats/sglang-agentic.js'
import { sharegpt } from './formats/sharegpt.js'
import { tracelab } from './formats/tracelab.js'
import { weka } from './formats/weka.js'
import type { SessionFormat, SessionRow } from './session-format.js'

/** Every format of session files. Of two that fit a file, the first is taken. */
export const sessionFormats: readonly SessionFormat[] = [
  sessionLines,
  multiTurn,
  mooncake,
  bailian,
  weka,
  tracelab,
  otel,
  sglangAgentic,
  sharegpt,
]

/**
 * @param own - formats beside those of the project; one of the same name takes the place of the project's.
 * @throws BenchError `invalid_argument` for an unknown name, listing what exists.
 */
export function sessionFormatNamed(name: string, own: readonly SessionFormat[] = []): SessionFormat {
  return entryNamed([...own, ...sessionFormats], { kind: 'session format', name })
}

/** The format whose signs a row bears; `null` where there is none. */
export function sessionFormatOf(
  fields: SessionRow['fields'],
  own: readonly SessionFormat[] = [],
): SessionFormat | null {
  const has = new Set(Object.entries(fields).flatMap(([name, value]) => [name, ...innerNames(name, value)]))
  const fits = (format: SessionFormat) => format.signs.some((signs) => signs.every((sign) => has.has(sign)))
  return [...own, ...sessionFormats].find(fits) ?? null
}

function innerNames(name: string, value: unknown): string[] {
  const inner = Array.isArray(value) ? value[0] : value
  return typeof inner === 'object' && inner !== null ? Object.keys(inner).map((each) => `${name}.${each}`) : []
}
