import { readFile } from 'node:fs/promises'
import { resolve, sep } from 'node:path'

/** A file that should be there and cannot be used. */
export type UnreadableFile = { readonly file: string; readonly problem: string }

/** Reads files of one folder and remembers what could not be read. */
export interface FolderReader {
  readonly unreadable: readonly UnreadableFile[]
  /** Remembers a file that something else could not use. */
  fail(file: string, problem: string): null
  /** `null` for a name that is `null`, and for a file that cannot be used. */
  text(name: string | null): Promise<string | null>
  /** The parsed JSON value and its artifact; `null` as above. */
  artifact<V>(
    name: string | null,
    kind: { parse(json: unknown, source: string): V },
  ): Promise<{ readonly json: unknown; readonly value: V } | null>
}

export function createFolderReader(folder: string): FolderReader {
  const unreadable: UnreadableFile[] = []
  const root = resolve(folder)
  const fail = (file: string, problem: string) => {
    unreadable.push({ file, problem })
    return null
  }

  async function text(name: string | null): Promise<string | null> {
    if (name === null) return null
    const path = resolve(root, name)
    // Names come out of files that somebody may have changed.
    if (!path.startsWith(root + sep)) return fail(name, 'the name leads out of the folder')
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      return fail(name, code === 'ENOENT' ? 'there is no such file' : message)
    }
  }

  return {
    unreadable,
    fail,
    text,
    async artifact(name, kind) {
      const content = await text(name)
      if (name === null || content === null) return null
      try {
        const json: unknown = JSON.parse(content)
        return { json, value: kind.parse(json, name) }
      } catch (error) {
        return fail(name, (error as Error).message.split('\n')[0] ?? 'unreadable')
      }
    },
  }
}
