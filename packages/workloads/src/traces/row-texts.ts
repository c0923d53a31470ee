import { jsonValues } from './json-values.js'
import { parseTraceJson } from './parse-trace-json.js'
import { type NumberedText, textLines } from './text-lines.js'

/** Characters within which a first line has to end, for the text to be read a line at a time. */
const FIRST_LINE = 1 << 20

/**
 * The rows of a text, as texts: its lines, or the values of a JSON text that is one list, or one object over several lines or with
 * a list of rows in it.
 *
 * @throws BenchError `corrupt_data` as `textLines` and `jsonValues`.
 */
export async function* rowTexts(pieces: AsyncIterable<string>, place: string): AsyncGenerator<NumberedText> {
  const source = pieces[Symbol.asyncIterator]()
  try {
    let head = ''
    let ended = false
    while (!ended && head.length < FIRST_LINE && !head.trimStart().includes('\n')) {
      const next = await source.next()
      if (next.done) ended = true
      else head += next.value
    }
    const all = (async function* () {
      yield head
      if (!ended) yield* { [Symbol.asyncIterator]: () => source }
    })()
    yield* isJsonOverLines(head) ? jsonValues(all, place) : textLines(all, place)
  } finally {
    // Who reads no further lets the file go.
    await source.return?.()
  }
}

/** Whether lines are no rows here: a list, an object that goes on behind the first line, or one that holds the rows. */
function isJsonOverLines(head: string): boolean {
  const text = head.trimStart()
  if (text.startsWith('[')) return true
  if (!text.startsWith('{')) return false
  const end = text.indexOf('\n')
  const line = end < 0 ? text : text.slice(0, end)
  const first = parseTraceJson(line)
  if (typeof first !== 'object' || first === null) return end < 0 || goesOn(line)
  return ['data', 'spans', 'conversations'].some((name) => isListOfRows(name, (first as Record<string, unknown>)[name]))
}

/** A first line that is cut or spoilt is an odd row; one that opens more than it closes is the beginning of a longer text. */
function goesOn(line: string): boolean {
  const text = line.trimEnd()
  return /[[{,:]$/.test(text) && parseTraceJson(text.replace(/,$/, '')) === undefined
}

function isListOfRows(name: string, value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return false
  return name === 'conversations' ? Array.isArray(value[0]) : typeof value[0] === 'object' && value[0] !== null
}
