/** What the words of an error in a text begin with: `ErrorTail`. */
export const BRACKET = 0x5b
const BACKSLASH = 0x5c
const LETTER_U = 0x75

/** UTF-8 bytes of a text. */
export function textBytes(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at += 1) bytes += extraBytes(text.charCodeAt(at))
  return bytes
}

/** UTF-8 bytes of a text in its JSON string, `bytes[start, end)`: escapes count as what they stand for. */
export function escapedTextBytes(bytes: Uint8Array, start: number, end: number): number {
  let length = end - start
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== BACKSLASH) continue
    if (bytes[at + 1] === LETTER_U) {
      length += extraBytes(hexAt(bytes, at + 2)) - 5
      at += 5
    } else {
      length -= 1
      at += 1
    }
  }
  return length
}

/** Whether the same text is plain ASCII. */
export function isEscapedAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number
    if (byte >= 0x80) return false
    if (byte !== BACKSLASH) continue
    if (bytes[at + 1] === LETTER_U && hexAt(bytes, at + 2) >= 0x80) return false
    at += 1
  }
  return true
}

/** Bytes of a UTF-16 unit beyond the first; a surrogate is one half of four. */
function extraBytes(unit: number): number {
  if (unit < 0x80) return 0
  return unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2
}

function hexAt(bytes: Uint8Array, start: number): number {
  let value = 0
  for (let at = start; at < start + 4; at += 1) {
    const byte = bytes[at] as number
    value = value * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57)
  }
  return value
}
