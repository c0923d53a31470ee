import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { NumberedText } from './text-lines.js'

/** Characters of one value: far more than a session with a million tokens of text has. */
const MAX_VALUE = 64 << 20
const [LF, SPACE, QUOTE, COMMA, BACKSLASH] = [10, 32, 34, 44, 92] as const
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125] as const

const structural: ReadonlySet<number> = new Set([QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT])

/** Lists in the only object of a file whose entries are its rows, by their name, with the character that an entry begins with. */
const listsOfRows: Readonly<Record<string, number>> = {
  data: OPEN_OBJECT,
  spans: OPEN_OBJECT,
  conversations: OPEN_LIST,
}

/**
 * The values of a JSON text one by one as its pieces come, each as its own text: those that stand side by side, and the entries of
 * a list that is the whole text or lies in its object under `data`, `spans` or (a list of lists) `conversations`. Whatever is beside
 * such a list in its object is left out. No more than one value is in memory.
 *
 * @throws BenchError `corrupt_data` where the text ends inside of a value, closes what was not opened, or a value has no end.
 */
export async function* jsonValues(pieces: AsyncIterable<string>, place: string): AsyncGenerator<NumberedText> {
  const splitter = createSplitter(place)
  for await (const piece of pieces) yield* splitter.push(piece)
  yield* splitter.end()
}

function createSplitter(place: string) {
  let text = ''
  let at = 0
  let line = 1
  let depth = 0
  /** The depth at which a row begins; above 0 inside of a list of rows. */
  let base = 0
  /** What follows a list of rows in its object. */
  let afterRows = false
  let [inString, escaped] = [false, false]
  let row: { readonly from: number; readonly line: number } | null = null
  let name = { from: 0, to: 0 }

  const begin = () => {
    if (depth === base && !afterRows) row ??= { from: at, line }
  }
  function* finish(to: number): Generator<NumberedText> {
    if (row === null || depth !== base) return
    yield [text.slice(row.from, to), row.line]
    row = null
  }

  function* step(code: number): Generator<NumberedText, boolean> {
    if (code === QUOTE) {
      begin()
      inString = true
      if (depth === 1) name = { from: at + 1, to: at + 1 }
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      // The list of rows is the whole text, or lies in its object.
      const open = code === OPEN_LIST && base === 0 && !afterRows && depth <= 1
      const rows = open && (depth === 0 || isNamedListOfRows(text, at, text.slice(name.from, name.to)))
      if (rows === null) return false
      if (!rows) begin()
      depth += 1
      if (rows) [base, row] = [depth, null]
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      yield* finish(at)
      depth -= 1
      if (depth < 0) throw broken(place, line, 'something is closed that was not opened')
      if (depth < base) [base, afterRows] = [0, depth > 0]
      else yield* finish(at + 1)
      if (depth === 0) afterRows = false
    } else if (code <= SPACE || code === COMMA) {
      // A number, a word or a text that stands for itself ends here.
      yield* finish(at)
    } else begin()
    return true
  }
  /** What is done is cut off once for a piece. A name of the object that may hold the rows stays. */
  const cut = () => {
    const keep = Math.min(row?.from ?? at, depth === 1 && base === 0 && !afterRows ? name.from : at)
    if (at - keep > MAX_VALUE) throw broken(place, line, 'a value does not end')
    text = text.slice(keep)
    at -= keep
    if (row) row = { from: row.from - keep, line: row.line }
    name = { from: name.from - keep, to: name.to - keep }
  }

  return {
    *push(piece: string): Generator<NumberedText> {
      text += piece
      for (; at < text.length; at += 1) {
        const code = text.charCodeAt(at)
        if (code === LF) line += 1
        if (!inString) {
          // Most of what stands inside of a row changes nothing: a generator for each character of it would cost more than all else.
          if (depth > base && row !== null && !structural.has(code)) continue
          if (!(yield* step(code))) break
        } else if (escaped) escaped = false
        else if (code === BACKSLASH) escaped = true
        else if (code === QUOTE) [inString, name] = [false, depth === 1 ? { from: name.from, to: at } : name]
      }
      cut()
    },
    *end(): Generator<NumberedText> {
      yield* finish(text.length)
      if (depth > 0 || inString) throw broken(place, line, 'it ends inside of a value')
    },
  }
}

/** Whether the list that opens at a place, under a name, holds rows; `null` where more text has to be seen first. */
function isNamedListOfRows(text: string, at: number, name: string): boolean | null {
  const first = Object.hasOwn(listsOfRows, name) ? listsOfRows[name] : undefined
  if (first === undefined) return false
  const next = /\S/.exec(text.slice(at + 1, at + 1000))
  if (next !== null) return next[0].charCodeAt(0) === first
  return text.length > at + 1000 ? false : null
}

function broken(place: string, line: number, how: string): BenchError {
  return new BenchError('corrupt_data', `${place} is not JSON: ${how}, at line ${line}`, {
    hint: 'check that the file is whole and the right one',
  })
}
