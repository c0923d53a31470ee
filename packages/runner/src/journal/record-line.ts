import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'

/** One line of `records.jsonl`, with its line end. */
export function recordLine(record: RequestRecord): string {
  return `${JSON.stringify(requestRecordLine.serialize(record))}\n`
}

/**
 * The record of a line.
 *
 * @param source - file and line, for the error.
 * @throws BenchError `corrupt_data` naming file, line and field.
 */
export function parseRecordLine(line: string, source: string): RequestRecord {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    json = undefined
  }
  return requestRecordLine.parse(json, source)
}
