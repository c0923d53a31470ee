import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { readTrace, type Trace, type TraceFormat, type TraceOptions } from '@sagellm-benchmark/workloads/traces'
import { foreignFormat } from './foreign-format.js'

const GZIP = [0x1f, 0x8b] as const
/** Enough to tell every packed and binary format by. */
const HEAD_BYTES = 32
const PIECE_BYTES = 1 << 18

/**
 * Recorded requests from a file, read piece by piece: at no time is the whole file in memory. One that is packed with gzip is
 * unpacked on the way.
 *
 * @param formats - formats beside those of the project. @default []
 * @throws BenchError `not_found` where there is no file, `corrupt_data` and `invalid_argument` as `readTrace`.
 * @example const { arrivalsMs, reading } = await readTraceFile({ path: 'mooncake.jsonl.gz' })
 */
export async function readTraceFile(
  options: { readonly path: string } & Partial<TraceOptions>,
  { formats = [] }: { readonly formats?: readonly TraceFormat[] } = {},
): Promise<Trace> {
  const { path } = options
  try {
    const handle = await open(path)
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0)
      const packed = GZIP.every((byte, at) => head[at] === byte)
      const foreign = packed ? null : foreignFormat(head.subarray(0, bytesRead))
      if (foreign) throw new BenchError('corrupt_data', `${path} is ${foreign.name}`, { hint: foreign.hint })
      const bytes = handle.createReadStream({ start: 0, highWaterMark: PIECE_BYTES, autoClose: false })
      // Errors of either stream come out of the last one, which is the one that is read.
      const text = packed ? pipeline(bytes, createGunzip({ chunkSize: PIECE_BYTES }), () => {}) : bytes
      try {
        return await readTrace(text as AsyncIterable<Uint8Array>, options, { formats })
      } finally {
        bytes.destroy()
      }
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw problemOf(path, cause)
  }
}

function problemOf(path: string, cause: unknown): unknown {
  if (cause instanceof BenchError) return cause
  const { code = '' } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT') return new BenchError('not_found', `no file ${path}`, { hint: 'check the path', cause })
  if (code.startsWith('Z_'))
    return new BenchError('corrupt_data', `${path} cannot be unpacked: ${(cause as Error).message}`, {
      hint: 'fetch the file again: it is cut off or damaged',
      cause,
    })
  return code === '' ? cause : fileError('read', path, cause)
}
