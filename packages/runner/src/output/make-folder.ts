import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. Not by `mkdir`'s own `recursive`, which never ends in a file system that refuses a folder with
 * "no such file" although the one above it is there, as /proc does.
 *
 * @param options - `mode`: permissions of what is made. The usual ones by default.
 * @returns the folders that were not there before, the outermost first.
 * @throws the error of the file system.
 */
export async function makeFolder(path: string, options: { readonly mode?: number } = {}): Promise<string[]> {
  try {
    await mkdir(path, options)
    return [path]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return []
    const parent = dirname(path)
    if (code !== 'ENOENT' || parent === path || (await isThere(parent))) throw error
    const above = await makeFolder(parent, options)
    return [...above, ...(await makeFolder(path, options))]
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
