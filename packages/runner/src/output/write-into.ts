import { writeSync } from 'node:fs'
import { open, stat, writeFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

/** The whole of a file, or pieces that are made as they are written. */
export type FileContent = string | Uint8Array | Iterable<string>

/**
 * The descriptor of this process that a path stands for, as /dev/stdout or the /dev/fd/63 of a shell's `>(command)`; `null` for
 * any other path. What is behind one is written through it: opened anew, a file would be written from its beginning.
 */
export function descriptorOf(path: string): number | null {
  if (path === '/dev/stdout') return 1
  if (path === '/dev/stderr') return 2
  const [, number] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path) ?? []
  return number === undefined ? null : Number(number)
}

/**
 * Whether what is written there is handed on and leaves no file: to a descriptor of this process, a device, a pipe or a socket. It cannot be
 * read back, is written once, and nothing can lie beside it. Where nothing is yet, a file will be.
 */
export async function isHandedOn(path: string): Promise<boolean> {
  if (descriptorOf(path) !== null) return true
  const there = await stat(path).catch(() => null)
  return there !== null && !there.isFile() && !there.isDirectory()
}

/** Writes into a device, a pipe or a descriptor of this process, which stays what it is. */
export async function writeInto(path: string, content: FileContent): Promise<void> {
  const descriptor = descriptorOf(path)
  if (descriptor !== null) return writeAll(descriptor, content)
  const handle = await open(path, 'w')
  try {
    await writeFile(handle, content)
  } finally {
    await handle.close()
  }
}

async function writeAll(descriptor: number, content: FileContent): Promise<void> {
  for (const piece of typeof content === 'string' || content instanceof Uint8Array ? [content] : content) {
    const bytes = Buffer.from(piece as string)
    for (let done = 0; done < bytes.length; ) {
      try {
        done += writeSync(descriptor, bytes, done)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
        // A pipe that takes no more until it is read.
        await setTimeout(5)
      }
    }
  }
}
