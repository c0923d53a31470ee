import { readFile, truncate } from 'node:fs/promises'

/**
 * The lines of a journal as JSON, before more are added to it; `null` for a line that is none. A last line without its end was being written when
 * the program was killed: it is cut off, because what is added behind it would be read as a part of it.
 *
 * @returns none where the file is missing.
 */
export async function wholeLines(path: string, { cut = true }: WholeLinesOptions = {}): Promise<unknown[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
  const end = bytes.lastIndexOf('\n') + 1
  if (cut && end < bytes.length) await truncate(path, end)
  return bytes.toString('utf8', 0, end).split('\n').slice(0, -1).map(jsonOf)
}

type WholeLinesOptions = {
  /** Whether a last line without its end is cut off; a file that is only read stays as it is. @default true */
  readonly cut?: boolean
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
