import { writeSync } from 'node:fs'
import { access, constants, open, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { makeFolder } from './make-folder.js'
import { temporaryName } from './temporary-name.js'
import { descriptorOf } from './write-into.js'

/**
 * Tries whether a file of this name can be written, before the work that it is for. Folders that are not there are made, a file
 * is written beside the name, and all of it is removed again: permissions alone say nothing of a full disk, of a read-only file
 * system, or of the superuser.
 *
 * @throws BenchError `invalid_argument` for a path that cannot be used, `resource_exhausted` where there is no room.
 */
export async function checkOutputFile(path: string): Promise<void> {
  try {
    const descriptor = descriptorOf(path)
    // Nothing is written, which the system refuses all the same for one that is closed or only read from.
    if (descriptor !== null) return void writeSync(descriptor, new Uint8Array(0))
    const there = await stat(path).catch(missing)
    if (there?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
    // A device or a pipe is written into when its content is there: opening it now could wait for a reader.
    if (there && !there.isFile()) return await access(path, constants.W_OK)
    const file = there ? await realpath(path) : path
    await tryFolder(dirname(file), temporaryName(file))
  } catch (cause) {
    throw fileError('write', path, cause)
  }
}

/** The same for a folder that gets files. */
export async function checkOutputFolder(path: string): Promise<void> {
  try {
    await tryFolder(path, temporaryName(join(path, 'file')))
  } catch (cause) {
    throw fileError('write to', path, cause)
  }
}

/** @returns `null` where there is no such file yet; other errors stand. */
function missing(cause: NodeJS.ErrnoException): null {
  if (cause.code === 'ENOENT') return null
  throw cause
}

async function tryFolder(folder: string, file: string): Promise<void> {
  const made = await makeFolder(folder)
  try {
    const handle = await open(file, 'wx')
    try {
      // An empty file needs no space.
      await handle.writeFile('a line that is removed again\n')
    } finally {
      await handle.close()
      await rm(file, { force: true })
    }
  } finally {
    for (const each of made.reverse()) await rmdir(each).catch(() => {})
  }
}
