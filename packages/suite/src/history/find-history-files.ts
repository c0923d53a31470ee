import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'

const DEEPEST = 12
const MOST_FILES = 20_000

/** Files that stand for their folder: what lies beside them says the same again, or belongs to them. */
const mains = [
  'benchmark_summary.json',
  'comparison.json',
  'sweep.json',
  'capacity.json',
  'perf_results.json',
  'readiness.json',
]
/** Files of ours that are no results. */
const noResults: ReadonlySet<string> = new Set([
  ...['config.json', 'environment.json', 'history.json', 'package.json', 'package-lock.json'],
  ...['sweep_plan.json', 'capacity_plan.json', 'perf_plan.json'],
  ...['leaderboard_compare.json', 'leaderboard_manifest.json', 'last_updated.json', 'calibration.json'],
])
/** Folders that hold parts of a result, copies, or none. */
const partOf = /^(node_modules|\.git|canonical|probes|plots|previous|.*_records)$/
/** Folders below one of these results that hold its parts. */
const partsBelow: Readonly<Record<string, RegExp>> = {
  'sweep.json': /^points$/,
  // A search measures one load several times, and others until their queue only grew: its answer is what stands for it.
  'capacity.json': /^points$/,
  'readiness.json': /^(cold|as_found|warm)_\d+$/,
  'comparison.json': /^start_\d+$/,
}

/**
 * The JSON files below a path that may be results, in the natural order of their paths: `run-9` comes before `run-10`. Links are not followed: `latest` leads to a
 * folder that is found anyway, and another could lead in a circle.
 *
 * @throws BenchError `not_found` for a path that is not there, `invalid_argument` beyond 20,000 files, `cancelled` on abort.
 */
export async function findHistoryFiles(
  path: string,
  { signal = null }: { readonly signal?: AbortSignal | null } = {},
): Promise<string[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new BenchError('not_found', `no file or folder ${path}`, { hint: 'check the path' })
  if (!found.isDirectory()) return [path]
  const files: string[] = []
  await collect(path, { files, depth: 0, signal })
  return files.sort((a, b) => collator.compare(a, b))
}

const collator = new Intl.Collator('en', { numeric: true })

type Collecting = { readonly files: string[]; readonly depth: number; readonly signal: AbortSignal | null }

async function collect(folder: string, { files, depth, signal }: Collecting): Promise<void> {
  if (signal?.aborted) throw new BenchError('cancelled', 'interrupted')
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    // A folder below that may not be read is passed over, as any other that holds no result.
    if (depth > 0) return []
    throw fileError('read', folder, cause)
  })
  const names = entries
    .filter(({ name }) => name.endsWith('.json') && !noResults.has(name))
    .flatMap((each) => (each.isFile() ? [each.name] : []))
  const main = mains.find((name) => names.includes(name))
  for (const name of main === undefined ? names : [main]) files.push(join(folder, name))
  if (files.length > MOST_FILES)
    throw new BenchError('invalid_argument', `there are more than ${MOST_FILES} JSON files`, {
      hint: 'name a folder that holds results and little else',
    })
  if (depth === DEEPEST) return
  const parts = main === undefined ? undefined : partsBelow[main]
  for (const each of entries)
    if (each.isDirectory() && !partOf.test(each.name) && !parts?.test(each.name))
      await collect(join(folder, each.name), { files, depth: depth + 1, signal })
}
