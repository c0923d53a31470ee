import { open } from 'node:fs/promises'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { dataSetForm } from '@sagellm-benchmark/workloads'
import { readTraceFile } from './read-trace-file.js'
import { refuseStream } from './refuse-stream.js'

export type FoundForm = {
  readonly source: 'file' | 'sharegpt' | 'data_set'
  /** Of a `data_set`; `null` for the others. */
  readonly format: string | null
  /** What shows it, for a sentence. */
  readonly because: string
}

/** A first line that goes on behind so many bytes is no prompt of somebody's own. */
const HEAD_BYTES = 1 << 16

/**
 * Which prompt source reads a data set, as its first row shows.
 *
 * @throws BenchError `not_found` where there is no file, `invalid_argument` for a file of no known format, with its fields, and as `refuseStream`.
 */
export async function findDataSetForm(path: string): Promise<FoundForm> {
  await refuseStream(path)
  const own = dataSetForm(await firstLine(path))
  if (own) return { ...own, format: null }
  const { format } = await readTraceFile({ path, use: 'prompts', requests: 1 })
  // The rules of length and order that a ShareGPT file goes by everywhere.
  if (format === 'sharegpt') return { source: 'sharegpt', format: null, because: 'it holds conversations' }
  return { source: 'data_set', format, because: 'its first row has the fields of that format' }
}

async function firstLine(path: string): Promise<string> {
  try {
    const handle = await open(path)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
      const head = buffer.subarray(0, bytesRead)
      const wide = head[0] === 0xff && head[1] === 0xfe
      const text = new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(head)
      return text.trimStart().split(/\r\n|\n|\r/)[0] ?? ''
    } finally {
      await handle.close()
    }
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    // A folder may be one of ServeGen; a file that is not there is named by what reads it.
    if (code === 'EISDIR' || code === 'ENOENT') return ''
    throw fileError('read', path, cause)
  }
}
