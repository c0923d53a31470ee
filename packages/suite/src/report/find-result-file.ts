import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { shellQuoted } from '../text/shell-line.js'

/** What a folder is about, the most telling first: a validation holds the comparison that it judges. */
const known = ['benchmark_summary.json', 'validation_summary.json', 'comparison.json', 'perf_results.json']

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
  const main = known.find((name) => names.has(name))
  if (main !== undefined) return join(path, main)

  if (names.has('records.jsonl') && names.has('config.json'))
    throw new BenchError('not_found', `the run in ${path} did not end, so it has no result`, {
      hint: `run sagellm-benchmark run --resume ${shellQuoted(path)} to finish it; its requests are in records.jsonl`,
    })

  const metrics = [...names].filter((name) => name.endsWith('_metrics.json')).sort()
  if (metrics.length === 1) return join(path, metrics[0] as string)
  const hint =
    metrics.length > 1
      ? `choose one of its files: ${metrics.join(', ')}`
      : `give a folder that holds one of ${known.join(', ')}, or a result file`
  throw new BenchError('not_found', `no result file in ${path}`, { hint })
}
