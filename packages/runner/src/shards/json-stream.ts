import type { Duplex } from 'node:stream'
import { BenchError, isBenchError } from '@sagellm-benchmark/protocol-types'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'
import { fromJsonLine, toJsonLine } from '@sagellm-benchmark/protocol-types/messages'
import type { z } from 'zod'

/** Messages as JSON lines over a pipe or a socket. */
export interface JsonStream<In, Out> {
  post(message: Out): void
  /** Hears what came and what comes; what nobody hears is kept. `null` ends the hearing. */
  listen(listener: ((message: In) => void) | null): void
  /** Resolves when nothing more can come: with the reason, or `null` where the other end closed it in peace. */
  readonly ended: Promise<BenchError | null>
  /** Sends what is still waiting, and closes it; one whose other end takes nothing any more is cut off after some seconds. */
  close(): void
}

export type JsonStreamOptions<In> = {
  /** What may come. Everything from the other end is held against it. */
  readonly schema: z.ZodType<In>
  /** Who is at the other end, for errors: `shard 2`. */
  readonly name: string
  /** Max length of a line in bytes; whoever sends a longer one is cut off. @default 256 MB */
  readonly maxLineBytes?: number
  /** Of the first line, by which the other end says who it is. @default maxLineBytes */
  readonly maxFirstLineBytes?: number
  /** Max bytes that wait because the other end does not take them; where there are more, it is given up. @default 256 MB */
  readonly maxWaitingBytes?: number
}

const MAX_LINE_BYTES = 256_000_000
const MAX_WAITING_BYTES = 256_000_000
/** A machine that vanished takes a quarter of an hour until the system gives its connection up. */
const LAST_BYTES_MS = 5_000

/** Speaks JSON lines over a stream. A line that is no message of the schema ends it. */
export function openJsonStream<In, Out>(stream: Duplex, options: JsonStreamOptions<In>): JsonStream<In, Out> {
  const { schema, name, maxLineBytes = MAX_LINE_BYTES, maxWaitingBytes = MAX_WAITING_BYTES } = options
  const waiting: In[] = []
  let listener: ((message: In) => void) | null = null
  let over = false
  let end: (why: BenchError | null) => void = () => {}
  const ended = new Promise<BenchError | null>((resolve) => {
    end = (why) => {
      if (over) return
      over = true
      resolve(why)
      stream.destroy()
    }
  })
  const readLine = (line: string) => {
    const value = fromJsonLine(line, name)
    const parsed = schema.safeParse(value)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw unreadable(name, `${issue?.path.join('.')} ${plainProblem(issue, value)}`)
    }
    if (listener) listener(parsed.data)
    else waiting.push(parsed.data)
  }
  const { maxFirstLineBytes = maxLineBytes } = options
  const read = lineReader({ maxLineBytes, maxFirstLineBytes, name, onLine: readLine })

  stream.on('data', (chunk: Buffer) => {
    if (over) return
    try {
      read(chunk)
    } catch (error) {
      end(isBenchError(error) ? error : unreadable(name, (error as Error).message))
    }
  })
  stream.on('error', (error) => end(new BenchError('unavailable', `${name}: ${error.message}`, { cause: error })))
  stream.on('end', () => end(null))
  stream.on('close', () => end(null))

  return {
    post(message) {
      if (over) return
      stream.write(`${toJsonLine(message)}\n`)
      // What waits is in memory: without a bound a slow end would take all of it, here, in the middle of a measurement.
      if (stream.writableLength > maxWaitingBytes) end(notTaken(name, maxWaitingBytes))
    },
    listen(next) {
      listener = next
      while (listener === next && next !== null && waiting.length > 0) next(waiting.shift() as In)
    },
    ended,
    close() {
      if (stream.destroyed) return
      stream.end()
      const late = setTimeout(() => stream.destroy(), LAST_BYTES_MS)
      late.unref()
      stream.once('close', () => clearTimeout(late))
    },
  }
}

function notTaken(name: string, bytes: number): BenchError {
  const waiting = `more than ${bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${bytes} bytes`}`
  return new BenchError('resource_exhausted', `${name} takes messages too slowly: ${waiting} wait to be sent to it`, {
    hint: 'its machine or the network between is too slow for this load: use fewer requests a second, a faster one, or --shard-records local',
  })
}

type LineReading = {
  readonly maxLineBytes: number
  readonly maxFirstLineBytes: number
  readonly name: string
  readonly onLine: (line: string) => void
}

/** Cuts bytes into lines: a character may lie across two chunks, a line end never does. */
function lineReader({ maxLineBytes, maxFirstLineBytes, name, onLine }: LineReading): (chunk: Buffer) => void {
  let most = maxFirstLineBytes
  let pieces: Buffer[] = []
  let length = 0
  const keep = (piece: Buffer) => {
    length += piece.length
    if (length > most) throw unreadable(name, `a line of more than ${most} bytes`)
    if (piece.length > 0) pieces.push(piece)
  }
  return (chunk) => {
    let from = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at))
      const line = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)
      pieces = []
      length = 0
      most = maxLineBytes
      from = at + 1
      onLine(line.toString('utf8'))
    }
    keep(chunk.subarray(from))
  }
}

function unreadable(name: string, why: string): BenchError {
  return new BenchError('corrupt_data', `${name} sent what is no message: ${why}`, {
    hint: 'both ends have to be this program, of one version',
  })
}
