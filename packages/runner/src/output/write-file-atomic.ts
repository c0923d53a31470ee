import { open, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError, openSecretCleaner, withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'
import { makeFolder } from './make-folder.js'
import { noteBeside, noteFile } from './noted-files.js'
import { temporaryName } from './temporary-name.js'
import { type FileContent, isHandedOn, writeInto } from './write-into.js'

export type WriteOptions = {
  /** The result file that the content is made of: the file belongs to its run, if it is in the same folder. */
  readonly madeOf?: string
}

/**
 * Writes a file so that a reader finds the old content or the new, never a part: to a temporary neighbour, flushed, then
 * renamed over the name. A link keeps leading to its file, and what is no regular file (a device, a pipe) is written into and
 * stays what it is. Below a run folder that this process holds, the file is noted as the run's. Texts are written without the
 * secrets that are held.
 *
 * @throws BenchError `invalid_argument` when the path cannot be used, or the file is there and not the run's;
 *   `resource_exhausted` on a full disk.
 * @param content - the whole, or pieces that are made as they are written.
 * @example await writeFileAtomic('out/benchmark_summary.json', JSON.stringify(summary, null, 2))
 */
export async function writeFileAtomic(
  file: string,
  content: FileContent,
  { madeOf }: WriteOptions = {},
): Promise<void> {
  noteFile(file)
  try {
    if (await isHandedOn(file)) return await writeInto(file, clean(content))
    await replace(await realpath(file).catch(() => file), clean(content))
  } catch (cause) {
    throw fileError('write', file, cause)
  }
  if (madeOf !== undefined) await noteBeside(madeOf, file)
}

/**
 * The same for a file that a user named: the folders above it are made.
 *
 * @throws BenchError as `writeFileAtomic`; `checkOutputFile` says so before the work.
 */
export async function writeNamedFile(file: string, content: FileContent, options: WriteOptions = {}): Promise<void> {
  await makeFolder(dirname(file)).catch((cause: unknown) => {
    throw fileError('write', file, cause)
  })
  await writeFileAtomic(file, content, options)
}

async function replace(file: string, content: FileContent): Promise<void> {
  const temporary = temporaryName(file)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await writeFile(handle, content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function clean(content: FileContent): FileContent {
  if (content instanceof Uint8Array) return content
  return typeof content === 'string' ? withoutSecrets(content) : cleanPieces(content)
}

function* cleanPieces(pieces: Iterable<string>): Iterable<string> {
  const cleaner = openSecretCleaner()
  for (const piece of pieces) yield cleaner.add(piece)
  yield cleaner.end()
}
