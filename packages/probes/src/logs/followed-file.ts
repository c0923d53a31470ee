import type { FileHandle } from 'node:fs/promises'
import type { LineScanner } from './line-scanner.js'

/**
 * How another file relates to this one: `continues` = it holds everything this one held and perhaps more; `prefix` = it
 * holds the beginning of this one; `other` = it is a text of its own.
 */
type CopyRelation = 'continues' | 'prefix' | 'other'

/** One file of a log, held open: what is appended to it is read even after it was renamed or deleted. */
export interface FollowedFile {
  readonly scanner: LineScanner
  /** Whether the file lost text that had been read: it is shorter, or other bytes stand where reading stopped. */
  wasTruncated(): Promise<boolean>
  /** Whether the file was empty when last looked at and has been touched since: a truncation of it would leave no other trace. */
  mayHaveBeenEmptied(): Promise<boolean>
  /** Reads to the size the file has now, never further, so that a fast writer cannot hold the reader. Returns bytes read. */
  readOn(): Promise<number>
  relationOf(other: FileHandle): Promise<CopyRelation>
  /** After a truncation: reads what a copy has beyond our position (`null`: no copy), and begins our own file anew. */
  startOver(copy: FileHandle | null): Promise<number>
  /** Newlines before the place where following began. */
  linesBefore(): Promise<number>
  /** Whether no name points to the file any more: it was deleted, or packed by a rotation. */
  isUnlinked(): Promise<boolean>
  close(): Promise<void>
}

export type FollowOptions = { readonly handle: FileHandle; readonly scanner: LineScanner; readonly position: number }

/** Small enough that searching one holds up the event loop, and with it the stamps of a load client, for a millisecond or two. */
const CHUNK = 64 * 1024
/** Bytes at the start and before the position by which a file is known again. */
const FINGERPRINT = 256

/** Follows an open file from `position` on. */
export async function followFile({ handle, scanner, position: start }: FollowOptions): Promise<FollowedFile> {
  let position = start
  let head = await read(handle, 0, Math.min(FINGERPRINT, position))
  let tail = await bytesBefore(handle, position)
  let touched = (await handle.stat()).mtimeMs

  const scan = async (source: FileHandle, from: number): Promise<number> => {
    let at = from
    for await (const chunk of chunks(source, from, (await source.stat()).size)) {
      await scanner.push(chunk)
      at += chunk.length
    }
    return at - from
  }

  return {
    scanner,
    async wasTruncated() {
      if ((await handle.stat()).size < position) return true
      return !(await bytesBefore(handle, position)).equals(tail)
    },
    async mayHaveBeenEmptied() {
      const before = touched
      touched = (await handle.stat()).mtimeMs
      return position === 0 && touched !== before
    },
    async readOn() {
      const count = await scan(handle, position)
      if (count === 0) return 0
      position += count
      if (head.length < FINGERPRINT) head = await read(handle, 0, Math.min(FINGERPRINT, position))
      tail = await bytesBefore(handle, position)
      return count
    },
    async relationOf(other) {
      if (head.length === 0 || !(await read(other, 0, head.length)).equals(head)) return 'other'
      const { size } = await other.stat()
      if (size < position) return 'prefix'
      return (await bytesBefore(other, position)).equals(tail) ? 'continues' : 'other'
    },
    async startOver(copy) {
      const count = copy ? await scan(copy, position) : 0
      position = 0
      head = Buffer.alloc(0)
      tail = Buffer.alloc(0)
      return count
    },
    async linesBefore() {
      let lines = 0
      for await (const chunk of chunks(handle, 0, start)) {
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1
      }
      return lines
    },
    isUnlinked: async () => (await handle.stat()).nlink === 0,
    close: () => handle.close(),
  }
}

/** Bytes `from` to `to`, each chunk valid until the next is asked for. */
async function* chunks(source: FileHandle, from: number, to: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(0, to - from)))
  for (let at = from; at < to; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, to - at), at)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    at += bytesRead
  }
}

function bytesBefore(handle: FileHandle, position: number): Promise<Buffer> {
  const start = Math.max(0, position - FINGERPRINT)
  return read(handle, start, position - start)
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
