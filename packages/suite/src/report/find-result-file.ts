import { access, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { shellQuoted } from '@sagellm-benchmark/protocol-types/edge'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { captureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { readJsonFile } from '../files/read-json-file.js'
import { isRecordFolder, rowsSoFar } from '../perf/record-folder.js'

/** Result files in the order in which they stand for their folder: a validation before the comparison that it judges. */
export const resultFiles = [
  'benchmark_summary.json',
  'validation_summary.json',
  'comparison.json',
  'perf_results.json',
  'sweep.json',
  'readiness.json',
  'capacity.json',
  'history.json',
]

/**
 * The result file that a path stands for: a file for itself, a folder for its main artifact.
 *
 * @throws BenchError `not_found` for a folder without one, or without a clear one; names what lies there.
 */
export async function findResultFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) return path

  const names = new Set(await readdir(path))
  const main = resultFiles.find((name) => names.has(name))
  if (main !== undefined) return join(path, main)

  const rows = await rowsBefore(path, names)
  if (rows.length === 1) return join(path, rows[0] as string, rowsSoFar)
  const captures = await capturesIn(path, names)
  if (captures.length === 1) return join(path, captures[0] as string)
  const cutOff = await whatDidNotEnd(path, { names, rows, captures })
  if (cutOff)
    throw new BenchError('not_found', `the ${cutOff.what} in ${path} did not end, so it has no result`, cutOff)

  const metrics = [...names].filter((name) => name.endsWith('_metrics.json')).sort()
  if (metrics.length === 1) return join(path, metrics[0] as string)
  const hint =
    metrics.length > 1
      ? `choose one of its files: ${metrics.join(', ')}`
      : `give a folder that holds one of ${resultFiles.join(', ')}, or a result file`
  throw new BenchError('not_found', `no result file in ${path}`, { hint })
}

type Left = {
  readonly names: ReadonlySet<string>
  /** Folders of records with rows of a `perf` that did not come to write its result. */
  readonly rows: readonly string[]
  /** Captures of single targets. */
  readonly captures: readonly string[]
}

/** What left this folder without a result, and what can be done with what it left; `null` where nothing is known to have. */
async function whatDidNotEnd(
  path: string,
  { names, rows, captures }: Left,
): Promise<{ what: string; hint: string } | null> {
  if (names.has('records.jsonl') && names.has('config.json'))
    return {
      what: 'run',
      hint: (await isUntilPrecise(join(path, 'config.json')))
        ? 'it was to end once it was precise, which cannot be continued: run it anew in another folder; its requests are in records.jsonl'
        : `run sagellm-benchmark run --resume ${shellQuoted(path)} to finish it; its requests are in records.jsonl`,
    }
  const listed = (folders: readonly string[]) => folders.map((name) => shellQuoted(join(path, name))).join(', ')
  const starts = [...names].filter((name) => /^start_\d+$/.test(name)).sort()
  if (starts.length > 0)
    return { what: 'comparison of several starts', hint: `give the folder of one of its starts: ${listed(starts)}` }
  if (rows.length > 0)
    return { what: 'measurement', hint: `the rows that were done are in ${listed(rows)}: give that folder` }
  if (captures.length > 0)
    return { what: 'comparison', hint: `it left captures of single targets: give one of ${listed(captures)}` }
  return null
}

/** Folders of records with rows of a `perf` that did not come to write its result. */
async function rowsBefore(path: string, names: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  for (const name of [...names].sort()) if (await holdsRows(join(path, name))) found.push(name)
  return found
}

/** Captures of single targets, as `compare-record` leaves one. */
async function capturesIn(path: string, names: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = []
  if (!names.has('records.jsonl')) return found
  for (const name of [...names].filter((each) => each.endsWith('.json')).sort()) {
    const file = await readJsonFile(join(path, name))
      .then((json) => captureFile.parse(json, name))
      .catch(() => null)
    if (file?.capture) found.push(name)
  }
  return found
}

/** Whether the plan of a run ends it once a figure is known well enough; a plan that cannot be read says so when it is resumed. */
async function isUntilPrecise(config: string): Promise<boolean> {
  const text = await readFile(config, 'utf8').catch(() => '')
  return /"until_precise":\s*\{/.test(text)
}

/** Whether `perf` left rows there, and did not come to write its result. */
function holdsRows(folder: string): Promise<boolean> {
  if (!isRecordFolder(folder)) return Promise.resolve(false)
  return access(join(folder, rowsSoFar)).then(
    () => true,
    () => false,
  )
}
