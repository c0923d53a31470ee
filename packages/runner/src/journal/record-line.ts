import { BenchError, type RequestRecord } from '@sagellm-benchmark/protocol-types'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'
import { orderProblem } from '@sagellm-benchmark/protocol-types/records'

/** One line of `records.jsonl`, with its line end. */
export function recordLine(record: RequestRecord): string {
  return `${JSON.stringify(requestRecordLine.serialize(record))}\n`
}

/**
 * The record of a line.
 *
 * @param source - file and line, for the error.
 * @throws BenchError `corrupt_data` naming file, line and field; also where its moments cannot be those of one request.
 */
export function parseRecordLine(line: string, source: string): RequestRecord {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch (cause) {
    throw noRecord(source, 'it is not JSON', cause)
  }
  const record = requestRecordLine.parse(json, source)
  const problem = orderProblem(record)
  if (problem === null) return record
  throw noRecord(source, problem)
}

function noRecord(source: string, why: string, cause?: unknown): BenchError {
  return new BenchError('corrupt_data', `${source} is not a valid request record: ${why}`, {
    hint: 'check that the file is as it was written',
    cause,
  })
}
