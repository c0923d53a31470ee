import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { withoutChunkCounts } from '@sagellm-benchmark/protocol-types/records'
import { readJournal } from './read-journal.js'
import { readLines } from './read-lines.js'

/**
 * The records of a journal as figures may rest on them: where one answer contradicts the proof that a chunk is a token, none is counted by its
 * chunks, those before it included.
 *
 * @param options.beside - other journals of the same target, whose contradictions hold here too. @default none
 * @throws BenchError as `readJournal`.
 */
export async function* readReduced(
  file: string,
  options: { readonly beside?: readonly string[] } = {},
): AsyncGenerator<RequestRecord> {
  const contradicted = await anyContradicts([file, ...(options.beside ?? [])])
  for await (const record of readJournal(file)) yield contradicted ? withoutChunkCounts(record) : record
}

/** Such a record in its line; no flag holds a bracket. */
const contradiction = /"flags":\[[^\]]*"chunks_contradicted"/

/** Lines are looked at and not parsed: most runs have none of these. */
async function anyContradicts(files: readonly string[]): Promise<boolean> {
  for (const file of files) for await (const { text } of readLines(file)) if (contradiction.test(text)) return true
  return false
}
