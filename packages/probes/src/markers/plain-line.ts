/** Escapes of JSON texts inside of JSON texts. */
const DEPTH = 3

/**
 * A line of a log as a reader sees it: escapes of JSON are written as what they mean, also in a JSON text inside of another, and the codes
 * by which a terminal colours and moves are gone. A word keeps its neighbours: `block_tables`, `=`, `None` with colours between them
 * is `block_tables=None`, which denies.
 *
 * @example plainLine('block_tables\\u001b[0m=None') // 'block_tables=None'
 */
export function plainLine(line: string): string {
  let text = line
  for (let depth = 0; depth < DEPTH && text.includes('\\'); depth += 1) text = text.replace(jsonEscape, meaningOf)
  return text.includes('\u001b') || text.includes('\u009b') || text.includes('^[') ? text.replace(codes, '') : text
}

const jsonEscape = /\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(033|e)(?=[[\]])|([nrt])|(["'\\/]))/gi

function meaningOf(
  _all: string,
  unicode: string | undefined,
  hex: string | undefined,
  start: string | undefined,
  space: string | undefined,
  itself: string | undefined,
): string {
  const code = unicode ?? hex
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
  if (start !== undefined) return '\u001b'
  return space === undefined ? (itself as string) : ' '
}

// Control characters on purpose: titles and links up to their end, then colours and moves, then what has two characters.
const codes =
  /(?:\u001b\]|\^\[\])[^\u0007\u001b]{0,400}(?:\u0007|\u001b\\?)?|(?:\u001b\[|\u009b|\^\[\[)[0-?]{0,64}[ -/]{0,8}[@-~]|\u001b[ -/]?[0-~]/g
