import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import * as zlib from 'node:zlib'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import type { RowFields } from '@sagellm-benchmark/workloads/traces'

type Zstd = {
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array
}

/**
 * The rows of a Parquet file by the names of their columns, one group of rows after the other: no more than one is in memory.
 *
 * @throws BenchError `corrupt_data` where it cannot be read, with the reader's own words.
 */
export async function* parquetRows(path: string): AsyncGenerator<RowFields> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const { zstdDecompressSync } = zlib as Zstd
  const compressors = {
    // A page says how long it is unpacked: one that goes on beyond that is made to fill the memory.
    GZIP: (bytes: Uint8Array, length: number) => gunzipSync(bytes, { maxOutputLength: Math.max(1, length) }),
    BROTLI: (bytes: Uint8Array, length: number) =>
      brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
    ...(zstdDecompressSync
      ? {
          ZSTD: (bytes: Uint8Array, length: number) =>
            zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
        }
      : {}),
  }
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    let rowStart = 0
    for (const { num_rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(num_rows)
      const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors })
      for (const [at, row] of rows.entries())
        yield { fields: plain(row) as Readonly<Record<string, unknown>>, number: rowStart + at + 1, layout: 'json' }
      rowStart = rowEnd
    }
  } catch (cause) {
    throw new BenchError('corrupt_data', `${path} cannot be read as Parquet: ${(cause as Error).message}`, {
      hint: 'fetch the file again, or write its rows as JSON, one object a line',
      cause,
    })
  }
}

/** As JSON would have it: whole numbers of more than 53 bits as texts, times as their text, bytes left out. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof Date) return value.toISOString()
  if (ArrayBuffer.isView(value)) return value instanceof Uint8Array ? null : Array.from(value as never, plain)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
  return value
}
