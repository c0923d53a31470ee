import { BenchError } from '@sagellm-benchmark/protocol-types'

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * The text of a file as its bytes come. UTF-8, or UTF-16 by its byte order mark or its first character; the mark is no part of the
 * text.
 *
 * @param place - names the file in messages.
 * @throws BenchError `corrupt_data` where the bytes are no text.
 */
export async function* textPieces(chunks: Bytes, place: string): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null
  let lines = 1
  const decode = (chunk?: Uint8Array): string => {
    try {
      const text = chunk ? (decoder as TextDecoder).decode(chunk, { stream: true }) : (decoder?.decode() ?? '')
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
      return text
    } catch (cause) {
      throw new BenchError('corrupt_data', `${place} is not text in UTF-8 or UTF-16 near line ${lines}`, {
        hint: 'save it as UTF-8',
        cause,
      })
    }
  }
  for await (const chunk of atLeastTwoBytesFirst(chunks)) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true })
    yield decode(chunk)
  }
  yield decode()
}

/** The encoding shows in the first two bytes, which a pipe may give one by one. */
async function* atLeastTwoBytesFirst(chunks: Bytes): AsyncGenerator<Uint8Array> {
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
