/** The system's or undici's code of an error, looked for along its causes. */
export function errorCode(error: unknown): string | null {
  for (let each = error, depth = 0; each && depth < 4; depth += 1) {
    const { code, cause, name } = each as { code?: unknown; cause?: unknown; name?: unknown }
    if (typeof code === 'string') return code
    if (typeof name === 'string' && name === 'HTTPParserError') return 'HPE_UNKNOWN'
    each = cause
  }
  return null
}

/** The deepest error along the causes: the one that says what happened. */
export function deepestError(error: unknown): unknown {
  let deepest = error
  for (let depth = 0; depth < 4; depth += 1) {
    const cause = (deepest as { cause?: unknown } | null)?.cause
    if (!(cause instanceof Error)) break
    deepest = cause
  }
  return deepest
}
