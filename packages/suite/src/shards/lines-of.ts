import type { Readable } from 'node:stream'

/** A longer line is handed on in pieces: what writes it may be without an end. */
const MAX_LINE = 65_536

/**
 * Calls back with each line of a stream, without its end, as systems and progress bars end them; the last one needs none.
 *
 * @param maxLine - characters of the longest line; one that is longer comes in pieces. @default 65,536
 * @returns when the stream is closed, whatever closed it: what broke it is the stream's own `error`.
 */
export function linesOf(stream: Readable, onLine: (line: string) => void, maxLine = MAX_LINE): Promise<void> {
  let rest = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    // A carriage return at the end may be the first half of a line end.
    const lines = `${rest}${chunk}`.split(/\r\n|\n|\r(?=[\s\S])/)
    rest = lines.pop() as string
    if (rest.length > maxLine) {
      lines.push(rest)
      rest = ''
    }
    for (const line of lines) onLine(line)
  })
  // What ends it is seen by who opened it.
  stream.on('error', () => {})
  return new Promise((resolve) => {
    stream.on('close', () => {
      if (rest !== '') onLine(rest.replace(/\r$/, ''))
      resolve()
    })
  })
}
