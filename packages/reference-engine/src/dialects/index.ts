import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { ServedDialect } from './define-served-dialect.js'
import { openai } from './openai.js'

/** Every way of speaking, one file each. */
export const dialects: readonly ServedDialect[] = [openai]

/** Names for a flag's choices. */
export const dialectNames: readonly string[] = dialects.map(({ name }) => name)

/** @throws BenchError `invalid_argument` with the known names as hint. */
export function dialectNamed(name: string): ServedDialect {
  const found = dialects.find((dialect) => dialect.name === name)
  if (found) return found
  throw invalidArgument('dialect', name, `known dialects: ${dialectNames.join(', ')}`)
}
