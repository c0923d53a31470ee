import type { Dialect } from './define-dialect.js'
import { dialectNamed } from './dialects.js'

/**
 * The dialect that an option names; `null` where the server is to be asked.
 *
 * @throws BenchError `not_found` for a name that no dialect has.
 */
export function givenDialect(options: {
  readonly dialect?: Dialect | string
  readonly dialects?: readonly Dialect[]
}): Dialect | null {
  const { dialect, dialects } = options
  if (typeof dialect === 'object') return dialect
  return dialect === undefined || dialect === 'auto' ? null : dialectNamed(dialect, dialects)
}
