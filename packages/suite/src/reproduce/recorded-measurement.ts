import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { isRecordFolder, perfPlanName } from '../perf/record-folder.js'
import type { RunOptions } from '../run/run-outcome.js'
import type { RecordedMeasurement } from './measured-part.js'
import { recordedComparison } from './recorded-comparison.js'
import { recordedPerf } from './recorded-perf.js'
import { recordedRun } from './recorded-run.js'

/** Why a folder cannot be measured again by itself, by a file that shows what it is, and what to do instead. */
const others: readonly (readonly [file: string, what: string, hint: string])[] = [
  [
    'validation_summary.json',
    'a convergence, which starts and reads servers of its own',
    'run its REPRODUCE.sh, and verify both folders',
  ],
  ['sweep_plan.json', 'a sweep of many runs', 'give one of its points: FOLDER/points/NAME'],
  [
    'capacity_plan.json',
    'a search of many runs',
    'give one of its measurements, FOLDER/points/NAME, or search again: each interval is judged by itself',
  ],
  [
    'readiness.json',
    'the start of a server',
    'measure it again by the command in readiness.json, and let history compare the two',
  ],
  ['history.json', 'no measurement', 'give the folder of run, perf or compare'],
]

/**
 * What was measured into a folder, and how to measure it again.
 *
 * @param options - `output`: folder of the repetition.
 * @throws BenchError `not_implemented` for a measurement that cannot be repeated by itself, with what to do; `not_found` for no measurement.
 */
export async function recordedMeasurement(
  folder: string,
  options: RunOptions & { readonly output: string },
): Promise<RecordedMeasurement> {
  const names = new Set(await readdir(folder).catch(() => []))
  const other = others.find(([file]) => names.has(file))
  if (other) {
    const [, what, hint] = other
    throw new BenchError('not_implemented', `${folder} is of ${what}: it is not reproduced as a whole`, { hint })
  }
  if (names.has('config.json')) return recordedRun(folder, options)
  if (names.has(perfPlanName)) return recordedPerf(folder, options)
  if (names.has('records.jsonl')) return recordedComparison(folder, options)
  const records = [...names].filter(isRecordFolder)
  const [only] = records
  if (records.length === 1 && only !== undefined) return recordedMeasurement(join(folder, only), options)
  throw new BenchError('not_found', `${folder} holds no measurement with its plan and its records`, {
    hint: 'give the folder of run, of compare, or of the records of perf (NAME_records); operators of perf keep no records of requests',
  })
}
