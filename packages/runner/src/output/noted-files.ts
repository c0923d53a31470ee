import { appendFileSync, existsSync } from 'node:fs'
import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'

/** Which files the runs of a folder wrote: a JSON text a line, each the path below the folder. */
export const notesFile = '.sagellm-benchmark.files'

/**
 * From now on, what this process writes below the folder is noted there as the run's own. Writers name their files where
 * they write them; nobody keeps a list of the names.
 *
 * @param earlier - files that are the run's own already.
 */
export function holdFolder(folder: string, earlier: readonly string[]): void {
  const noted = new Set<string>()
  held.set(resolve(folder), noted)
  appendFileSync(join(folder, notesFile), '')
  for (const name of earlier) note(resolve(folder), noted, name)
}

/**
 * Ends what `holdFolder` began; the notes stay.
 *
 * @returns paths below the folder of what was noted meanwhile. No file is opened for it.
 */
export function letGo(folder: string): string[] {
  const noted = filesHeld(folder)
  held.delete(resolve(folder))
  return noted
}

/** Paths below a folder that this process holds of what is noted there; no file is opened for it. */
export function filesHeld(folder: string): string[] {
  return [...(held.get(resolve(folder)) ?? [])]
}

/**
 * Notes a file that is about to be written, where it lies below a folder that this process holds.
 *
 * @throws BenchError `invalid_argument` where such a file is there already and is not the run's own: it is not overwritten.
 */
export function noteFile(file: string): void {
  const path = resolve(file)
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const noted = held.get(folder)
    if (noted) {
      const name = relative(folder, path).split(sep).join('/')
      if (noted.has(name)) return
      if (existsSync(path)) throw notOurs(path)
      return note(folder, noted, name)
    }
    if (folder === dirname(folder)) return
  }
}

/**
 * Notes a file that was made of a result later, such as a page: it belongs to the run that the result is of, where it lies
 * in the same folder. Does nothing for a result that no run noted.
 *
 * @example await noteBeside('out/benchmark_summary.json', 'out/report.html')
 */
export async function noteBeside(result: string, file: string): Promise<void> {
  const folder = dirname(resolve(result))
  const name = relative(folder, resolve(file)).split(sep).join('/')
  if (name.startsWith('..')) return
  const noted = (await notedFiles(folder)) ?? []
  if (noted.includes(basename(result)) && !noted.includes(name)) note(folder, new Set(), name)
}

/** The noted files that are there, as paths from the folder, sorted; `null` where nothing was ever noted. */
export async function notedFiles(folder: string): Promise<string[] | null> {
  const text = await readFile(join(folder, notesFile), 'utf8').catch(() => null)
  if (text === null) return null
  // However they are written: an absolute path, too, may lead to a file in the folder.
  const place = (name: string) => relative(resolve(folder), resolve(folder, name)).split(sep).join('/')
  const names = new Set(text.split('\n').flatMap(nameIn).map(place))
  const there = await Promise.all([...names].map(async (name) => ((await isBelow(folder, name)) ? [name] : [])))
  return there.flat().sort()
}

/** A crash may have torn the last line, and anybody may have edited the file. */
function nameIn(line: string): string[] {
  try {
    const name: unknown = JSON.parse(line)
    return typeof name === 'string' && name !== '' ? [name] : []
  } catch {
    return []
  }
}

/** Whether the name is of a file that really lies in the folder: not above it, and not behind a link. */
async function isBelow(folder: string, name: string): Promise<boolean> {
  const path = resolve(folder, name)
  if (!path.startsWith(resolve(folder) + sep) || !existsSync(path)) return false
  const [root, parent] = await Promise.all([realpath(folder), realpath(dirname(path))])
  return parent === root || parent.startsWith(root + sep)
}

const held = new Map<string, Set<string>>()

function note(folder: string, noted: Set<string>, name: string): void {
  noted.add(name)
  appendFileSync(join(folder, notesFile), `${JSON.stringify(name)}\n`)
}

function notOurs(path: string): BenchError {
  return new BenchError('invalid_argument', `${path} is there and was not made by this run, so it is not overwritten`, {
    hint: 'move the file; the records are kept, and run --resume makes the report',
  })
}
