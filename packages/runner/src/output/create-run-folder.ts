import { access, constants, mkdir, readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { lockRunFolder, runFolderMark } from './lock-run-folder.js'

export type RunFolderOptions = {
  /** Names and patterns of the files and folders that the command will write there. @default runArtifacts */
  readonly artifacts?: readonly (string | RegExp)[]
  /** Keep what is there and go on with it: for a resumed run. @default false */
  readonly resume?: boolean
  /** @default systemClock() */
  readonly clock?: Clock
}

export interface RunFolder {
  readonly path: string
  /** Where the artifacts of an earlier run went; `null` when there was none. */
  readonly previous: string | null
  /** Lets other runs use the folder. */
  release(): Promise<void>
}

/** What a run leaves in its folder. */
export const runArtifacts: readonly (string | RegExp)[] = [
  'config.json',
  'environment.json',
  'records.jsonl',
  'benchmark_summary.json',
  'REPORT.md',
  'report.html',
  'plots',
  'probes',
  /_metrics\.json$/,
  /_leaderboard\.json$/,
  /\.server\.log$/,
]

/**
 * Makes the folder of a run ready, before anything is measured. The newest run is always found at `path` itself; the
 * artifacts of an earlier one move to `path/previous/<when it ended>/`, whole, and nothing else is touched.
 *
 * @throws BenchError `invalid_argument` when the folder cannot be made or written, or holds files of these names that no
 *   run has made; `unavailable` while another run writes there.
 * @example const folder = await createRunFolder('benchmark_results')
 */
export async function createRunFolder(path: string, options: RunFolderOptions = {}): Promise<RunFolder> {
  const { artifacts = runArtifacts, resume = false, clock = systemClock() } = options
  await makeWritable(path)
  const known = await isRunFolder(path)
  const found = (await readdir(path)).filter((name) => matches(name, artifacts)).sort()
  if (found.length > 0 && !known && !resume) throw foreignFiles(path, found)

  const release = await lockRunFolder(path, clock)
  try {
    const previous = found.length > 0 && !resume ? await moveAway(path, found) : null
    return { path, previous, release }
  } catch (error) {
    await release()
    throw error
  }
}

async function makeWritable(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
    await access(path, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new BenchError('invalid_argument', `cannot write to ${path}: ${(cause as Error).message}`, {
      hint: 'give a folder that can be made and written to',
      cause,
    })
  }
}

/** Our mark, or the summary that the original of this project left. */
async function isRunFolder(path: string): Promise<boolean> {
  const names = await readdir(path)
  return names.includes(runFolderMark) || names.includes('benchmark_summary.json')
}

function matches(name: string, artifacts: readonly (string | RegExp)[]): boolean {
  return artifacts.some((artifact) => (typeof artifact === 'string' ? artifact === name : artifact.test(name)))
}

async function moveAway(path: string, names: readonly string[]): Promise<string> {
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs))
  const target = await makeNew(join(path, 'previous'), stampOf(Math.max(...times)))
  for (const name of names) await rename(join(path, name), join(target, name))
  return target
}

/** `20261124T205107Z`: sorts by time and is a safe name everywhere. */
function stampOf(unixMs: number): string {
  return `${new Date(unixMs).toISOString().replace(/[-:]|\.\d+/g, '')}`
}

async function makeNew(parent: string, name: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  for (let number = 1; ; number += 1) {
    const target = join(parent, number === 1 ? name : `${name}-${number}`)
    try {
      await mkdir(target)
      return target
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function foreignFiles(path: string, names: readonly string[]): BenchError {
  return new BenchError('invalid_argument', `${path} holds ${names.join(', ')}, which no run of this program made`, {
    hint: 'choose another output folder; these files would have to make room',
  })
}
