import { copyBytes } from '../bytes/copy-bytes.js'

/** A body that is read as a whole: collected piece by piece, since pieces are only lent. */
export interface BodyBuffer {
  readonly size: number
  add(bytes: Uint8Array, start: number, end: number): void
  text(): string
}

export function createBodyBuffer(): BodyBuffer {
  const pieces: Uint8Array[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    add(bytes, start, end) {
      pieces.push(copyBytes(bytes, start, end))
      size += end - start
    },
    text() {
      const decoder = new TextDecoder()
      let text = ''
      for (const piece of pieces) text += decoder.decode(piece, { stream: true })
      return text + decoder.decode()
    },
  }
}

/** What a body that is no JSON says, for one line: its first words, without the markup of an error page. */
export function bodyText(body: string): string {
  return body
    .slice(0, 2000)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}
