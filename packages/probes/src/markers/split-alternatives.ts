/**
 * The parts of a pattern between its top-level bars, so that a hit can name the one that matched. Bars inside groups,
 * classes and quotes do not split; flags set at the very start hold for every part.
 *
 * @example splitAlternatives('(?i)a|b(c|d)|[|]') // ['(?i)a', '(?i)b(c|d)', '(?i)[|]']
 */
export function splitAlternatives(pattern: string): string[] {
  const flags = /^\(\?[imsU]+\)/.exec(pattern)?.[0] ?? ''
  const parts: string[] = []
  let depth = 0
  let inClass = false
  let start = flags.length
  for (let at = start; at < pattern.length; at += 1) {
    const char = pattern[at]
    if (char === '\\') {
      at = pattern[at + 1] === 'Q' ? endOfQuote(pattern, at) : at + 1
    } else if (inClass) {
      // A bracket that comes first in a class is a member of it, not its end.
      if (char === ']' && !isFirstInClass(pattern, at)) inClass = false
    } else if (char === '[') inClass = true
    else if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    else if (char === '|' && depth === 0) {
      parts.push(flags + pattern.slice(start, at))
      start = at + 1
    }
  }
  parts.push(flags + pattern.slice(start))
  return parts
}

function endOfQuote(pattern: string, at: number): number {
  const end = pattern.indexOf('\\E', at + 2)
  return end < 0 ? pattern.length : end + 1
}

function isFirstInClass(pattern: string, at: number): boolean {
  const before = pattern.slice(Math.max(0, at - 2), at)
  return before.endsWith('[') || before === '[^'
}
