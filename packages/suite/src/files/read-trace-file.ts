import { readdir } from 'node:fs/promises'
import {
  readTrace,
  readTraceRows,
  type Trace,
  type TraceFormat,
  TraceOptions,
} from '@sagellm-benchmark/workloads/traces'
import { fileKind } from './file-kind.js'
import { openUnpacked } from './open-unpacked.js'
import { parquetRows } from './parquet-rows.js'
import { poolFolder, poolNames } from './pool-folder.js'
import { serveGenFolder } from './servegen-folder.js'

/**
 * Recorded requests from a file, read piece by piece: at no time is the whole file in memory. One that is packed with gzip or zstd is
 * unpacked on the way, one of Parquet is read a group of rows at a time, and a folder is one of ServeGen, or of
 * pools of texts.
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
  const kind = await fileKind(path)
  if (kind === 'folder') return readFolder(options, formats)
  if (kind === 'parquet') return readTraceRows(parquetRows(path), options, { formats })
  return readTrace(openUnpacked(path), options, { formats })
}

/** One of ServeGen, or of AIPerf's `random_pool`: a folder of nothing but files of rows, or one that is named as such. */
async function readFolder(
  options: { readonly path: string } & Partial<TraceOptions>,
  own: readonly TraceFormat[],
): Promise<Trace> {
  const settings = TraceOptions.parse(options)
  const { path, format } = settings
  const names = await readdir(path)
  const pools = poolNames(names)
  const isPool = format === null ? pools.length > 0 && pools.length === names.length : format === 'single_turn'
  if (isPool)
    return readTraceRows(poolFolder(path, pools, settings), { ...settings, format: 'single_turn' }, { formats: own })
  // The window is taken while the requests are drawn: those before it cost nothing.
  const rows = serveGenFolder(path, settings)
  return readTraceRows(rows, { ...settings, format: 'servegen', startSeconds: 0, durationSeconds: null })
}
