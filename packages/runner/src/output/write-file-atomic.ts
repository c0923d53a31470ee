import { randomBytes } from 'node:crypto'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { noteBeside, noteFile } from './noted-files.js'

export type WriteOptions = {
  /** The result file that the content is made of: the file belongs to its run, if it is in the same folder. */
  readonly madeOf?: string
}

/**
 * Writes a file so that a reader finds the old content or the new, never a part: to a temporary neighbour, flushed, then
 * renamed over the name. Below a run folder that this process holds, the file is noted as the run's.
 *
 * @throws BenchError `invalid_argument` when the folder cannot be written, or the file is there and not the run's.
 * @param content - the whole, or pieces that are made as they are written.
 * @example await writeFileAtomic('out/benchmark_summary.json', JSON.stringify(summary, null, 2))
 */
export async function writeFileAtomic(
  file: string,
  content: string | Uint8Array | Iterable<string>,
  { madeOf }: WriteOptions = {},
): Promise<void> {
  noteFile(file)
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    const handle = await open(temporary, 'wx')
    try {
      await writeFile(handle, content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
    if (madeOf !== undefined) await noteBeside(madeOf, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw new BenchError('invalid_argument', `cannot write ${file}: ${(cause as Error).message}`, {
      hint: 'check that the folder exists, can be written, and has space',
      cause,
    })
  }
}
