import { copyBytes } from '../bytes/copy-bytes.js'
import { DATA } from './event-lines.js'

/** What kind of generated piece an event carries. */
export type PieceKind = 'output' | 'reasoning'

/** An event that holds one generated piece and nothing else that counts: no finish, usage, error, token ids. */
export type PlainPiece = {
  readonly kind: PieceKind
  /** The JSON key whose string is the piece. */
  readonly key: string
  readonly text: string
}

/** Where the piece of a token event lies in the bytes of a read, still escaped as in JSON. */
export interface FoundPiece {
  readonly kind: PieceKind
  readonly pieceStart: number
  readonly pieceEnd: number
  /** ASCII without escapes and square brackets, as nearly every token is: its bytes are its text, and no error's words begin in it. */
  readonly isPlain: boolean
}

/** Reads an event's data as a plain piece; `null` where it is anything else. */
export type PlainPieceReader = (data: string) => PlainPiece | null

// One for all: a decoder holds native memory until it is collected, and every stream learns a template.
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACKET = 0x5b
const WORD = 8

/** 1 for the bytes of a plain text. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== QUOTE && byte !== BACKSLASH && byte !== BRACKET ? 1 : 0,
)

/**
 * The bytes around the one string that differs between the token events of a stream. An event that matches them is, by
 * construction, the known event with another text: it needs no JSON parser. Compared eight bytes at a step, as doubles:
 * a template has no zero byte (so 0 and -0 cannot meet), and a NaN only makes it never match.
 */
export class EventTemplate implements FoundPiece {
  // Of the last match.
  pieceStart = 0
  pieceEnd = 0
  isPlain = false
  readonly kind: PieceKind
  /** The event that was learnt, before its piece and after it. */
  readonly #prefix: DataView
  readonly #suffix: DataView

  private constructor(
    kind: PieceKind,
    event: Uint8Array,
    { from, to }: { readonly from: number; readonly to: number },
  ) {
    this.kind = kind
    this.#prefix = new DataView(event.buffer, 0, from)
    this.#suffix = new DataView(event.buffer, to)
  }

  /**
   * Makes a template of the event `bytes[start, end)`, blank line included, that was read as `piece`.
   *
   * @param readPiece - used to prove the template: with another text in its place, exactly that text must be read.
   * @returns `null` where the piece cannot be distinguished from the rest with certainty.
   */
  static learn(
    bytes: Uint8Array,
    start: number,
    end: number,
    piece: PlainPiece,
    readPiece: PlainPieceReader,
  ): EventTemplate | null {
    const event = copyBytes(bytes, start, end)
    if (event.includes(0)) return null
    const key = keyBytes(piece.key)
    const at = indexOfBytes(event, key, 0)
    if (at < 0 || indexOfBytes(event, key, at + 1) >= 0) return null
    const from = at + key.length
    const to = stringEnd(event, from, event.length)
    if (to < 0 || from < WORD || event.length - to < WORD) return null

    const before = decoder.decode(event.subarray(event[DATA.length] === SPACE ? DATA.length + 1 : DATA.length, from))
    const after = decoder.decode(event.subarray(to, event.length - 2))
    const proof = readPiece(`${before}~proof~${after}`)
    if (proof === null || proof.kind !== piece.kind || proof.key !== piece.key || proof.text !== '~proof~') return null
    return new EventTemplate(piece.kind, event, { from, to })
  }

  /**
   * Matches an event at `start`.
   *
   * @param view - over the whole memory that the bytes lie in.
   * @returns the offset after its blank line, or -1; `pieceStart` and `pieceEnd` then tell where the text is.
   */
  match(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const from = start + this.#prefix.byteLength
    const base = bytes.byteOffset
    if (from >= end || !same(view, base + start, this.#prefix)) return -1
    // Table and loop stand here, for nearly all bytes that are looked at one by one are looked at here, and once.
    let to = from
    while (to < end && plain[bytes[to] as number] === 1) to += 1
    const isPlain = to < end && bytes[to] === QUOTE
    if (!isPlain) to = stringEnd(bytes, to, end)
    if (to < 0) return -1
    const after = to + this.#suffix.byteLength
    if (after > end || !same(view, base + to, this.#suffix)) return -1
    this.pieceStart = from
    this.pieceEnd = to
    this.isPlain = isPlain
    return after
  }
}

/** Whether the bytes at `offset` equal a part of the event, which is at least one word long; they lie within bounds. */
function same(view: DataView, offset: number, part: DataView): boolean {
  const last = part.byteLength - WORD
  for (let at = 0; at < last; at += WORD) {
    if (view.getFloat64(offset + at, true) !== part.getFloat64(at, true)) return false
  }
  return view.getFloat64(offset + last, true) === part.getFloat64(last, true)
}

/** The key as it stands in an event, for the few keys that pieces have. */
function keyBytes(key: string): Uint8Array {
  let bytes = keys.get(key)
  if (!bytes) keys.set(key, (bytes = encoder.encode(`"${key}":"`)))
  return bytes
}

const keys = new Map<string, Uint8Array>()

/** Offset of the quote that ends a JSON string; -1 where it does not end here or is not valid JSON. */
function stringEnd(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number
    if (byte === QUOTE) return at
    if (byte < 0x20) return -1
    if (byte !== BACKSLASH) continue
    const escaped = bytes[at + 1] as number
    if (at + 1 >= end) return -1
    if (escaped === 0x75) {
      if (at + 5 >= end || !isHex(bytes, at + 2)) return -1
      at += 5
    } else if (isSimpleEscape(escaped)) at += 1
    else return -1
  }
  return -1
}

/** One of " \ / b f n r t. */
function isSimpleEscape(byte: number): boolean {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return true
    default:
      return false
  }
}

function isHex(bytes: Uint8Array, start: number): boolean {
  for (let at = start; at < start + 4; at += 1) {
    const byte = bytes[at] as number
    const letter = byte | 0x20
    if (!((byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66))) return false
  }
  return true
}

function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] as number
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1
    while (length < wanted.length && bytes[at + length] === wanted[length]) length += 1
    if (length === wanted.length) return at
  }
  return -1
}
