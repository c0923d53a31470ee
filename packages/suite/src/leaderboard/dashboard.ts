import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { readArtifact } from '@sagellm-benchmark/reporters'
import { dashboardPage, dashboardRows, type DashboardRow } from '@sagellm-benchmark/reporters/entries'
import { checkOutputFile, writeNamedFile } from '@sagellm-benchmark/runner/output'
import { readJsonFile } from '../files/read-json-file.js'
import { resolveIo, type SuiteIo } from '../io.js'

export type DashboardRequest = {
  /** Folder of results, searched to its depth. */
  readonly results: string
  /** The page to write. */
  readonly output: string
  readonly title?: string
  /** Wire name of the figure that sorts at first. */
  readonly sortBy?: string
}

export type DashboardOutcome = {
  readonly rows: number
  /** Files that were read. */
  readonly files: number
  /** Why each of the others was not. */
  readonly passedOver: readonly string[]
}

/** Files that hold measurements of their own; those of one workload stand in the summary already. */
const resultFile = /^(benchmark_summary|perf_results|leaderboard_(single|multi))\.json$|_leaderboard\.json$/
const deepest = 12

/**
 * Writes a page of all results below a folder. A file that is no result is passed over, and told.
 *
 * @throws BenchError `not_found` where there is no such folder, or no result in it.
 */
export async function dashboard(
  request: DashboardRequest,
  given: Pick<SuiteIo, 'cwd'> = {},
): Promise<DashboardOutcome> {
  const { cwd } = resolveIo(given)
  const folder = resolve(cwd, request.results)
  const output = resolve(cwd, request.output)
  await checkOutputFile(output)
  if (!(await stat(folder).catch(() => null))?.isDirectory())
    throw new BenchError('not_found', `no folder ${folder}`, { hint: 'give the folder of your results with --results' })
  const rows: DashboardRow[] = []
  const passedOver: string[] = []
  const files = withoutTwins(await resultsBelow(folder, deepest))
  for (const file of files) {
    try {
      rows.push(...dashboardRows(readArtifact(await readJsonFile(file), relative(folder, file))))
    } catch (error) {
      passedOver.push((error as Error).message)
    }
  }
  if (rows.length === 0)
    throw new BenchError('not_found', `no result in ${folder}`, {
      hint: 'it shows benchmark_summary.json, perf_results.json and leaderboard entries of any folder below',
    })
  const { title, sortBy } = request
  await writeNamedFile(output, dashboardPage(rows, { ...(title ? { title } : {}), ...(sortBy ? { sortBy } : {}) }))
  return { rows: rows.length, files: files.length - passedOver.length, passedOver }
}

async function resultsBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries
    .filter((each) => each.isFile() && resultFile.test(each.name))
    .map(({ name }) => join(folder, name))
  if (depth === 0) return files
  for (const each of entries)
    if (each.isDirectory() && each.name !== 'node_modules' && each.name !== 'canonical')
      files.push(...(await resultsBelow(join(folder, each.name), depth - 1)))
  return files.sort()
}

/** Where a run left its summary, the entries beside it say the same again. */
function withoutTwins(files: readonly string[]): string[] {
  const summaries = new Set(
    files.filter((file) => file.endsWith('benchmark_summary.json')).map((file) => join(file, '..')),
  )
  return files.filter((file) => !file.endsWith('_leaderboard.json') || !summaries.has(join(file, '..')))
}
