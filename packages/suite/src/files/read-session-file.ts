import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { type ReadSessionsOptions, readSessionRows, type SessionReader } from '@sagellm-benchmark/workloads/sessions'
import { type RowFields, rowsOfText } from '@sagellm-benchmark/workloads/traces'
import { fileKind } from './file-kind.js'
import { openUnpacked } from './open-unpacked.js'
import { parquetRows } from './parquet-rows.js'

const rowFile = /\.(jsonl|ndjson|json|parquet)(\.gz|\.zst)?$/

/**
 * Sessions from a file, read as the reader asks for them: text, which may be packed; Parquet; or a folder whose files, in the order of
 * their names, are read as one, such as one of Weka with a file a session.
 *
 * @throws BenchError while it is read, as `readSessions` and `openUnpacked`; `invalid_argument` for a folder without such files.
 */
export function readSessionFile(options: ReadSessionsOptions): SessionReader {
  return readSessionRows(rowsOfPath(options.path), options)
}

async function* rowsOfPath(path: string): AsyncGenerator<RowFields, void, undefined> {
  const kind = await fileKind(path)
  if (kind === 'parquet') return yield* parquetRows(path)
  if (kind === 'text') return yield* rowsOfText(openUnpacked(path), path)
  const names = (await readdir(path)).filter((name) => rowFile.test(name)).sort(byNumber)
  if (names.length === 0)
    throw new BenchError('invalid_argument', `${path} is a folder without files of sessions`, {
      hint: 'give a file, or a folder of .json, .jsonl or .parquet files (.gz and .zst too)',
    })
  for (const name of names) yield* rowsOfPath(join(path, name))
}

/** `part-10` comes behind `part-9`. */
function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
