import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'

// Control characters, line and paragraph separators, and the marks that reverse or hide text: what a hostile label is made of.
const invisible = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u061c]/g

const plain: Record<string, string> = { '\n': ' ', '\r': ' ', '\t': ' ' }

/**
 * Text on one line with nothing hidden in it: white space becomes a space, every other control or direction mark is shown
 * as its code. A terminal, a table cell or a title may print the result as it is.
 *
 * @param maxLength - in UTF-16 units; longer text is cut and ends in an ellipsis.
 * @example visibleText('a\u001b[31mb') // 'a\\x1b[31mb'
 */
export function visibleText(text: string, maxLength = 2_000): string {
  const shown = text.replace(/\r\n/g, ' ').replace(invisible, (mark) => plain[mark] ?? code(mark.charCodeAt(0)))
  if (shown.length <= maxLength) return shown
  // What is cut would be half a secret, which nothing recognises later.
  const safe = withoutSecrets(shown)
  return safe.length > maxLength ? `${cut(safe, maxLength - 1)}…` : safe
}

function code(unit: number): string {
  return unit < 0x100 ? `\\x${unit.toString(16).padStart(2, '0')}` : `\\u${unit.toString(16).padStart(4, '0')}`
}

/** Never cuts a surrogate pair in two. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}
