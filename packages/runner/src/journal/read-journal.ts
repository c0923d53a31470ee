import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { readLines } from './read-lines.js'
import { parseRecordLine } from './record-line.js'

/** A line of a journal and its record; `null` for a last line that was torn when its writer died. */
export type JournalLine = { readonly text: string; readonly record: RequestRecord | null }

/**
 * The records of a journal, in the order in which they were written, one in memory at a time.
 *
 * A last line without its line end was being written when the process died: it is given when it is whole, else left out.
 *
 * @throws BenchError `not_found` when there is no such file; `corrupt_data` naming file, line and field.
 * @example for await (const record of readJournal('benchmark_results/records.jsonl')) aggregator.add(record)
 */
export async function* readJournal(file: string): AsyncGenerator<RequestRecord> {
  for await (const { record } of readJournalLines(file)) if (record) yield record
}

/** Like `readJournal`, with each line's own text: for a copy that must not lose fields which this version does not know. */
export async function* readJournalLines(file: string): AsyncGenerator<JournalLine> {
  let number = 0
  for await (const { text, ended } of readLines(file)) {
    number += 1
    // A line end too many, as an editor leaves one, is no record and no tear.
    if (ended && text.trim() === '') continue
    const source = `${file} line ${number}`
    if (ended) yield { text, record: parseRecordLine(text, source) }
    else yield { text, record: wholeOrNull(text, source) }
  }
}

function wholeOrNull(text: string, source: string): RequestRecord | null {
  try {
    return parseRecordLine(text, source)
  } catch {
    return null
  }
}
