import { BenchError } from '@sagellm-benchmark/protocol-types'

/** Characters of one line: far more than a request with a million tokens of text has. */
const MAX_LINE = 32 << 20
/** Blank lines in a row: a few megabytes of a packed file can hold billions. */
const MAX_BLANK_LINES = 1_000_000

/**
 * The lines of a text as its bytes come, each with its number from 1. UTF-8, or UTF-16 by its byte order mark or its first
 * character; the mark is no part of the text. Only a line feed, with a carriage return before it or not, ends a line: U+2028 may
 * stand inside a JSON string. Blank lines are left out.
 *
 * @throws BenchError `corrupt_data` where the bytes are no text, a line has no end, or a million lines in a row are blank.
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  place: string,
): AsyncGenerator<readonly [line: string, number: number]> {
  let decoder: TextDecoder | null = null
  let rest = ''
  let number = 0
  let blank = 0
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? (decoder as TextDecoder).decode(chunk, { stream: true }) : (decoder?.decode() ?? '')
    } catch (cause) {
      const hint = 'save it as UTF-8'
      throw new BenchError('corrupt_data', `${place} is not text in UTF-8 or UTF-16 near line ${number + 1}`, {
        hint,
        cause,
      })
    }
  }

  for await (const chunk of atLeastTwoBytesFirst(chunks)) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
    const lines = (rest + decode(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      number += 1
      const text = line.endsWith('\r') ? line.slice(0, -1) : line
      blank = text.trim() === '' ? blank + 1 : 0
      if (blank > MAX_BLANK_LINES)
        throw new BenchError(
          'corrupt_data',
          `${place} holds nothing but blank lines from line ${number - blank + 1} on`,
          {
            hint: 'check that the file is whole and the right one',
          },
        )
      if (blank === 0) yield [text, number]
    }
    if (rest.length > MAX_LINE) {
      const hint = 'give one object a line, not one array over the whole file'
      throw new BenchError('corrupt_data', `line ${number + 1} of ${place} does not end`, { hint })
    }
  }
  rest += decode()
  if (rest.trim() !== '') yield [rest.endsWith('\r') ? rest.slice(0, -1) : rest, number + 1]
}

/** The encoding shows in the first two bytes, which a pipe may give one by one. */
async function* atLeastTwoBytesFirst(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | null = new Uint8Array(0)
  for await (const chunk of chunks) {
    if (head === null) {
      yield chunk
      continue
    }
    const joined: Uint8Array = new Uint8Array(head.length + chunk.length)
    joined.set(head)
    joined.set(chunk, head.length)
    head = joined.length < 2 ? joined : null
    if (head === null) yield joined
  }
  if (head !== null && head.length > 0) yield head
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Every format begins with a character of ASCII, whose other half is 0 in UTF-16.
  if (second === 0) return 'utf-16le'
  return first === 0 ? 'utf-16be' : 'utf-8'
}
