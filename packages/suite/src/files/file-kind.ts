import { open, stat } from 'node:fs/promises'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { refuseStream } from './refuse-stream.js'

const PARQUET = 'PAR1'

/**
 * How a file of rows is read: as a folder of files, as Parquet, or as text, which may be packed.
 *
 * @throws BenchError `not_found` where there is none, `invalid_argument` as `refuseStream`.
 */
export async function fileKind(path: string): Promise<'folder' | 'parquet' | 'text'> {
  await refuseStream(path)
  try {
    if ((await stat(path)).isDirectory()) return 'folder'
    const handle = await open(path)
    try {
      const { buffer } = await handle.read(Buffer.alloc(PARQUET.length), 0, PARQUET.length, 0)
      return buffer.toString('latin1') === PARQUET ? 'parquet' : 'text'
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new BenchError('not_found', `no file ${path}`, { hint: 'check the path', cause })
    throw fileError('read', path, cause)
  }
}
