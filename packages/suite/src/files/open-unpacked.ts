import { open } from 'node:fs/promises'
import { pipeline, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { foreignFormat } from './foreign-format.js'
import { refuseStream } from './refuse-stream.js'

const GZIP = [0x1f, 0x8b] as const
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd] as const
/** Enough to tell every packed and binary format by. */
const HEAD_BYTES = 32
const PIECE_BYTES = 1 << 16

/**
 * The bytes of a text file, read piece by piece: at no time is the whole file in memory. One that is packed with gzip, or with
 * Zstandard where this Node can, is unpacked on the way. The file is closed when the reading ends, however it ends.
 *
 * @throws BenchError `not_found` where there is no file, `invalid_argument` as `refuseStream`, `corrupt_data` for one that is no text or cannot be unpacked.
 */
export async function* openUnpacked(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  await refuseStream(path)
  try {
    const handle = await open(path)
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0)
      const begins = (magic: readonly number[]) => magic.every((byte, at) => head[at] === byte)
      const unpack = begins(GZIP) ? zlib.createGunzip({ chunkSize: PIECE_BYTES }) : begins(ZSTD) ? zstd(path) : null
      const foreign = unpack ? null : foreignFormat(head.subarray(0, bytesRead))
      if (foreign) throw new BenchError('corrupt_data', `${path} is ${foreign.name}`, { hint: foreign.hint })
      const bytes = handle.createReadStream({ start: 0, highWaterMark: PIECE_BYTES, autoClose: false })
      try {
        // Errors of either stream come out of the last one, which is the one that is read.
        const text = unpack ? pipeline(bytes, unpack, () => {}) : bytes
        yield* text as AsyncIterable<Uint8Array>
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

/** Node has it from 22.15 on, and its types from that release. */
function zstd(path: string): Transform {
  const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform }
  if (createZstdDecompress) return createZstdDecompress()
  throw new BenchError(
    'invalid_argument',
    `${path} is packed with Zstandard, which Node ${process.versions.node} cannot unpack`,
    { hint: 'unpack it with zstd -d, or run under Node 22.15 or newer' },
  )
}

function problemOf(path: string, cause: unknown): unknown {
  if (cause instanceof BenchError) return cause
  const { code = '' } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT') return new BenchError('not_found', `no file ${path}`, { hint: 'check the path', cause })
  if (code.startsWith('Z_') || code.startsWith('ZSTD_'))
    return new BenchError('corrupt_data', `${path} cannot be unpacked: ${(cause as Error).message}`, {
      hint: 'fetch the file again: it is cut off or damaged',
      cause,
    })
  return code === '' ? cause : fileError('read', path, cause)
}
