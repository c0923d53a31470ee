import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { fileError } from '@sagellm-benchmark/protocol-types/edge'
import { journalFile } from '../journal/open-journal.js'
import { filesBeforeNotes } from './files-before-notes.js'
import { lockRunFolder } from './lock-run-folder.js'
import { makeFolder } from './make-folder.js'
import { holdFolder, letGo, notedFiles, notesFile } from './noted-files.js'
import { writeFileAtomic } from './write-file-atomic.js'

/** The file that marks the folder of a run. */
const runFolderMark = '.sagellm-benchmark.json'

export type RunFolderOptions = {
  /**
   * Names and patterns of what the command will write there, as each writer declares them beside itself: such a file that no run
   * has made stops it before anything is measured. What an earlier run wrote is known without them. @default the journal alone
   */
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
  /** The same for a run that measured nothing: what it wrote goes, an earlier run comes back, and so does the state before. */
  discard(): Promise<void>
}

/**
 * Makes the folder of a run ready, before anything is measured. The newest run is always found at `path` itself; all files
 * of an earlier one move to `path/previous/<when it ended>/`, whichever command wrote them, with the folders of the runs that it made below;
 * nothing else is touched.
 * Until `release`, what this process writes below the folder is noted as the run's.
 *
 * @throws BenchError `invalid_argument` when the folder cannot be made or written, or holds files of these names that no
 *   run has made; `resource_exhausted` where there is no room for it; `unavailable` while another run writes there. Nothing
 *   is left of a folder that was made for it.
 * @example const folder = await createRunFolder('benchmark_results')
 */
export async function createRunFolder(path: string, options: RunFolderOptions = {}): Promise<RunFolder> {
  const made: string[] = []
  try {
    made.push(...(await makeFolder(path)))
    return await takeFolder(path, made, options)
  } catch (cause) {
    for (const each of made.reverse()) await rmdir(each).catch(() => {})
    throw fileError('write to', path, cause)
  }
}

async function takeFolder(path: string, made: readonly string[], options: RunFolderOptions): Promise<RunFolder> {
  const { artifacts = [], resume = false, clock = systemClock() } = options
  // Before anything is looked at: what another run is about to move or to write is not read.
  const release = await lockRunFolder(path, clock)
  try {
    const earlier = await filesOfRuns(path)
    const foreign = (await readdir(path))
      .filter((name) => matches(name, [journalFile, ...artifacts]) && !holds(earlier, name))
      .sort()
    if (foreign.length > 0 && !resume) throw foreignFiles(path, foreign)
    await writeFileAtomic(
      join(path, runFolderMark),
      `${JSON.stringify({ started_at: new Date(clock.unixMs()).toISOString() })}\n`,
    )
    const previous = earlier.length > 0 && !resume ? await moveAway(path, earlier) : null
    holdFolder(path, resume ? earlier : [])
    return {
      path,
      previous,
      release() {
        letGo(path)
        return release()
      },
      async discard() {
        const written = letGo(path)
        if (resume) return release()
        for (const name of [...written, notesFile]) await rm(join(path, name), { force: true })
        for (const folder of foldersOf(written)) await rmdir(join(path, folder)).catch(() => {})
        if (previous) await moveBack(previous, path, earlier)
        await release()
        if (made.includes(path)) await rm(join(path, runFolderMark), { force: true })
        for (const folder of [...made].reverse()) await rmdir(folder).catch(() => {})
      },
    }
  } catch (error) {
    await release()
    if (made.includes(path)) await rm(join(path, runFolderMark), { force: true })
    throw error
  }
}

/** What earlier runs wrote: as they noted it, else as it was done before there were notes; nothing in any other folder. */
async function filesOfRuns(path: string): Promise<readonly string[]> {
  const noted = await notedFiles(path)
  if (noted) return noted
  const names = await readdir(path)
  // Our mark, or the summary that the original of this project left.
  return names.includes(runFolderMark) || names.includes('benchmark_summary.json') ? filesBeforeNotes(path) : []
}

/** Whether a name of the folder is a file of the list, or a folder with one. */
function holds(files: readonly string[], name: string): boolean {
  return files.some((file) => file === name || file.startsWith(`${name}/`))
}

function matches(name: string, artifacts: readonly (string | RegExp)[]): boolean {
  return artifacts.some((artifact) => (typeof artifact === 'string' ? artifact === name : artifact.test(name)))
}

/**
 * The files, with the folders of runs below in place of what these noted with the outer one: the mark of such a run stands for its whole
 * folder, as that of a point does for the sweep that measured it.
 */
function wholeRuns(files: readonly string[]): string[] {
  const folders = new Set(files.flatMap((name) => (isRunBelow(name) ? [dirname(name)] : [])))
  const isInside = (name: string) => {
    for (let above = dirname(name); above !== '.'; above = dirname(above)) if (folders.has(above)) return true
    return false
  }
  return [...new Set([...files, ...folders])].filter((name) => !isInside(name))
}

/** Whether a file that was noted is the mark of a run in a folder of its own below. */
export function isRunBelow(name: string): boolean {
  return name.endsWith(`/${runFolderMark}`) && normalize(name) === name
}

async function moveAway(path: string, files: readonly string[]): Promise<string> {
  const names = wholeRuns(files)
  const times = await Promise.all(names.map(async (name) => (await stat(join(path, name))).mtimeMs))
  const target = await makeNew(join(path, 'previous'), stampOf(Math.max(...times)))
  for (const name of names) {
    await makeFolder(dirname(join(target, name)))
    await rename(join(path, name), join(target, name))
  }
  await rename(join(path, notesFile), join(target, notesFile)).catch(() => {})
  for (const folder of foldersOf(names)) await rmdir(join(path, folder)).catch(() => {})
  return target
}

async function moveBack(from: string, path: string, files: readonly string[]): Promise<void> {
  const names = wholeRuns(files)
  for (const name of names) {
    await makeFolder(dirname(join(path, name)))
    await rename(join(from, name), join(path, name))
  }
  await rename(join(from, notesFile), join(path, notesFile)).catch(() => {})
  for (const folder of foldersOf(names)) await rmdir(join(from, folder)).catch(() => {})
  for (const folder of [from, dirname(from)]) await rmdir(folder).catch(() => {})
}

/** The folders of the files, the deepest first: those that are empty now can go. */
function foldersOf(names: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const name of names)
    for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) folders.add(folder)
  return [...folders].sort((a, b) => b.length - a.length)
}

/** `20261124T205107Z`: sorts by time and is a safe name everywhere. */
function stampOf(unixMs: number): string {
  return `${new Date(unixMs).toISOString().replace(/[-:]|\.\d+/g, '')}`
}

async function makeNew(parent: string, name: string): Promise<string> {
  await makeFolder(parent)
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
