import { stat } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/** A line, and whether its line end was there: the last one's is missing when its writer died. */
export type Line = { readonly text: string; readonly ended: boolean }

/** A file with a longer line is none that this program wrote, and may be larger than the memory. */
const MAX_LINE_BYTES = 256_000_000

/**
 * A text file line by line, one in memory at a time.
 *
 * @throws BenchError `not_found` or `unavailable` when the file cannot be read; `corrupt_data` for a line of more than 256 MB.
 */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let pieces: Buffer[] = []
  let length = 0
  for await (const chunk of chunksOf(file)) {
    let from = 0
    // Split as bytes: a character may lie across two chunks, a line end never does.
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      pieces.push(chunk.subarray(from, end))
      yield { text: textOf(pieces), ended: true }
      pieces = []
      length = 0
      from = end + 1
    }
    if (from < chunk.length) pieces.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > MAX_LINE_BYTES)
      throw new BenchError('corrupt_data', `${file} has a line of more than ${MAX_LINE_BYTES / 1e6} MB`, {
        hint: 'check that the file is as it was written',
      })
  }
  if (pieces.length > 0) yield { text: textOf(pieces), ended: false }
}

function textOf(pieces: readonly Buffer[]): string {
  return (pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)).toString('utf8')
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  // A pipe or a device that bears the name of a journal may never end.
  const found = await stat(file).catch(() => null)
  if (found && !found.isFile())
    throw new BenchError('corrupt_data', `${file} is no regular file`, {
      hint: 'give the folder of a run, as it was written',
    })
  try {
    yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new BenchError(missing ? 'not_found' : 'unavailable', `cannot read ${file}: ${(cause as Error).message}`, {
      hint: missing ? 'give the folder of a run, which holds records.jsonl' : 'check the path and its permissions',
      cause,
    })
  }
}
