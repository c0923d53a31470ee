import { BenchError } from '@sagellm-benchmark/protocol-types'

/** Characters of one line: far more than a request with a million tokens of text has. */
const MAX_LINE = 32 << 20
/** Blank lines in a row: a few megabytes of a packed file can hold billions. */
const MAX_BLANK_LINES = 1_000_000

/** A part of a text, and the number of the line that it begins on, from 1. */
export type NumberedText = readonly [text: string, line: number]

/**
 * The lines of a text as its pieces come. Only a line feed, with a carriage return before it or not, ends a line: U+2028 may
 * stand inside a JSON string. Blank lines are left out.
 *
 * @throws BenchError `corrupt_data` where a line has no end, or a million lines in a row are blank.
 */
export async function* textLines(pieces: AsyncIterable<string>, place: string): AsyncGenerator<NumberedText> {
  let rest = ''
  let number = 0
  let blank = 0
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      number += 1
      const text = line.endsWith('\r') ? line.slice(0, -1) : line
      blank = text.trim() === '' ? blank + 1 : 0
      if (blank > MAX_BLANK_LINES)
        throw new BenchError(
          'corrupt_data',
          `${place} holds nothing but blank lines from line ${number - blank + 1} on`,
          { hint: 'check that the file is whole and the right one' },
        )
      if (blank === 0) yield [text, number]
    }
    if (rest.length > MAX_LINE)
      throw new BenchError('corrupt_data', `line ${number + 1} of ${place} does not end`, {
        hint: 'check that it is the right file: no request is that long',
      })
  }
  if (rest.trim() !== '') yield [rest.endsWith('\r') ? rest.slice(0, -1) : rest, number + 1]
}
