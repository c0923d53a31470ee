import { dirname, join } from 'node:path'
import { type CaptureFile, captureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { readJournal } from '@sagellm-benchmark/runner'
import { finishedCapture, isUnfinished } from '@sagellm-benchmark/runner/compare'
import { endToEndJson } from '../files/end-to-end-json.js'
import { readJsonFile } from '../files/read-json-file.js'

/**
 * A capture from its file, or from a canonical result with rows. Where the program that made it was killed, the file has no cells yet: they are worked out from the
 * records beside it, which were written as they ended.
 *
 * @throws BenchError `not_found` or `corrupt_data`, naming the file.
 */
export async function readCapture(path: string): Promise<CaptureFile> {
  return wholeCapture(captureFile.parse(endToEndJson(await readJsonFile(path), path), path), path)
}

/** The same of one that was read already. */
export async function wholeCapture(file: CaptureFile, path: string): Promise<CaptureFile> {
  if (!isUnfinished(file)) return file
  return finishedCapture(file, readJournal(join(dirname(path), 'records.jsonl')))
}
