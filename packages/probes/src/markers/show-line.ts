import { redactSecrets, type RedactOptions, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'

const BEFORE = 80
const WIDTH = 240

/**
 * A line as an example in a report: about 240 characters around `match`, secrets removed, control and text-direction
 * characters written out, so that a log cannot colour, hide or reorder what a reader sees.
 */
export function showLine(line: string, match: string, options: RedactOptions = {}): string {
  // Secrets go before the cut: half a token at the edge would not be recognised.
  const clean = withoutSecrets(redactSecrets(line, options))
  const start = Math.max(0, clean.indexOf(match) - BEFORE)
  const end = start + WIDTH
  const piece = `${start > 0 ? '…' : ''}${clean.slice(start, end)}${end < clean.length ? '…' : ''}`
  return piece.replace(invisible, writeOut)
}

// Control characters on purpose: C0, DEL, C1, zero-width and bidirectional marks, line separators, byte order mark.
const invisible = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

function writeOut(char: string): string {
  if (char === '\t') return ' '
  const code = char.charCodeAt(0)
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
}
