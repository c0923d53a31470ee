/** A text whose encodings were undone to some depth. */
export type PlainText = {
  /** A character for each byte of it in UTF-8, without white space and the quotes of a shell. */
  readonly text: string
  /** Where in the source the character begins. */
  readonly from: Uint32Array
  /** Where in the source the character has ended. */
  readonly to: Uint32Array
}

/** An encoding inside an encoding inside an encoding. */
const DEPTH = 4

/**
 * What a text says when no, one, two ... layers of percent codes, escapes of JSON and of programming languages and HTML entities are
 * undone. A secret that itself looks like a code stands in one of them as it is.
 */
export function* plainTexts(source: string): Iterable<PlainText> {
  yield* layersOf(charactersOf(source, () => false))
  // A line end may cut a code in two.
  if (/[\r\n]/.test(source)) yield* layersOf(charactersOf(source, (code) => code <= 0x20))
}

/** What a secret looks like in a `PlainText`. */
export function plainOf(secret: string): string {
  return shown(charactersOf(secret, () => false)).text
}

function* layersOf(characters: Characters): Iterable<PlainText> {
  yield shown(characters)
  for (let depth = 0; depth < DEPTH && undo(characters); depth += 1) yield shown(characters)
}

function charactersOf(source: string, leftOut: (code: number) => boolean): Characters {
  const characters: Characters = {
    bytes: new Uint8Array(3 * source.length),
    from: new Uint32Array(3 * source.length),
    to: new Uint32Array(3 * source.length),
    length: 0,
  }
  for (let at = 0; at < source.length; ) {
    const code = source.codePointAt(at) as number
    const end = at + (code > 0xffff ? 2 : 1)
    if (!leftOut(code)) addCode(characters, code, { from: at, to: end })
    at = end
  }
  return characters
}

/** Without white space, the single quote and the backslash: what splits a text over lines, and what a shell takes away. */
function shown({ bytes, from, to, length }: Characters): PlainText {
  const kept: Characters = {
    bytes: new Uint8Array(length),
    from: new Uint32Array(length),
    to: new Uint32Array(length),
    length: 0,
  }
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] as number
    if (byte <= 0x20 || byte === 0x27 || byte === 0x5c) continue
    addByte(kept, byte, { from: from[at] as number, to: to[at] as number })
  }
  return { text: latin.decode(kept.bytes.subarray(0, kept.length)), from: kept.from, to: kept.to }
}

/** One character a byte, whichever: both sides of a comparison are read with it. */
const latin = new TextDecoder('latin1')

type Characters = {
  readonly bytes: Uint8Array
  readonly from: Uint32Array
  readonly to: Uint32Array
  length: number
}

type Place = { readonly from: number; readonly to: number }

function addCode(characters: Characters, code: number, place: Place): void {
  if (code < 0x80) return addByte(characters, code, place)
  const tails = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3
  addByte(characters, (code >> (6 * tails)) | (leads[tails] as number), place)
  for (let tail = tails - 1; tail >= 0; tail -= 1) addByte(characters, ((code >> (6 * tail)) & 0x3f) | 0x80, place)
}

/** First byte of a character in UTF-8, by how many follow it. */
const leads = [0, 0xc0, 0xe0, 0xf0]

function addByte(characters: Characters, byte: number, { from, to }: Place): void {
  characters.bytes[characters.length] = byte
  characters.from[characters.length] = from
  characters.to[characters.length] = to
  characters.length += 1
}

/** One layer. Works in place, because nothing that is undone grows. @returns whether there may be another. */
function undo(characters: Characters): boolean {
  const { bytes, from, to, length } = characters
  characters.length = 0
  let undone = false
  for (let at = 0; at < length; ) {
    const code = codeAt(bytes, at, length)
    const end = code === null ? at + 1 : code.end
    const place = { from: from[at] as number, to: to[end - 1] as number }
    if (code === null) addByte(characters, bytes[at] as number, place)
    else {
      undone = true
      if (code.byte) addByte(characters, code.value, place)
      else if (code.value >= 0) addCode(characters, code.value, place)
    }
    at = end
  }
  return undone
}

type Code = {
  /** A byte or a code point; -1 stands for a line end. */
  readonly value: number
  readonly byte: boolean
  readonly end: number
}

function codeAt(bytes: Uint8Array, at: number, length: number): Code | null {
  const first = bytes[at]
  if (first === 0x25) return numbered(bytes, at + 1, { digits: 2, byte: true })
  if (first === 0x26) return entityAt(bytes, at, length)
  if (first !== 0x5c) return null
  let next = at
  while (bytes[next] === 0x5c && next < length) next += 1
  const letter = bytes[next]
  if (letter === 0x6e || letter === 0x72 || letter === 0x74) return { value: -1, byte: false, end: next + 1 }
  if (letter === 0x78) return numbered(bytes, next + 1, { digits: 2, byte: true })
  if (letter !== 0x75) return null
  return bytes[next + 1] === 0x7b
    ? closed(bytes, next + 2, { base: 16, close: 0x7d })
    : numbered(bytes, next + 1, { digits: 4, byte: false })
}

function entityAt(bytes: Uint8Array, at: number, length: number): Code | null {
  if (bytes[at + 1] === 0x23) {
    const hex = bytes[at + 2] === 0x78 || bytes[at + 2] === 0x58
    return closed(bytes, at + (hex ? 3 : 2), {
      base: hex ? 16 : 10,
      close: 0x3b,
    })
  }
  const text = String.fromCharCode(...bytes.subarray(at, Math.min(at + 6, length)))
  const [whole = '', name = ''] = /^&(amp|lt|gt|quot|apos);/.exec(text) ?? []
  return whole === '' ? null : { value: names[name] as number, byte: false, end: at + whole.length }
}

const names: Record<string, number> = {
  amp: 0x26,
  lt: 0x3c,
  gt: 0x3e,
  quot: 0x22,
  apos: 0x27,
}

function numbered(bytes: Uint8Array, at: number, { digits, byte }: { digits: number; byte: boolean }): Code | null {
  let value = 0
  for (let each = 0; each < digits; each += 1) {
    const digit = digitOf(bytes[at + each])
    if (digit >= 16) return null
    value = 16 * value + digit
  }
  return { value, byte, end: at + digits }
}

function closed(bytes: Uint8Array, at: number, { base, close }: { base: number; close: number }): Code | null {
  let value = 0
  for (let end = at; end < at + 8; end += 1) {
    if (bytes[end] === close) return end > at && value <= 0x10ffff ? { value, byte: false, end: end + 1 } : null
    const digit = digitOf(bytes[end])
    if (digit >= base) return null
    value = base * value + digit
  }
  return null
}

/** @returns 16 for what is no digit. */
function digitOf(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = (byte | 0x20) - 0x61
  return letter >= 0 && letter < 6 ? letter + 10 : 16
}
