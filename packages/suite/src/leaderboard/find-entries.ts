import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { leaderboardEntryFile } from '@sagellm-benchmark/protocol-types/leaderboard'
import type { FoundEntry } from '@sagellm-benchmark/reporters/entries'
import { readJsonFile } from '../files/read-json-file.js'

/** A file of entries that could not be read, and why. */
export type UnreadableEntry = { readonly source: string; readonly reason: string }

/** What `run` and the sites call such files. */
const entryFile = /(_leaderboard\.json|^leaderboard_(single|multi)\.json)$/
/** Folders that hold copies of entries, or none. */
const passedOver = new Set(['node_modules', '.git', 'canonical'])
const deepest = 12

/**
 * Every leaderboard entry below some folders, or in some files. A file that cannot be read stops nothing: it is told.
 *
 * @throws BenchError `not_found` for a path that is not there.
 */
export async function findEntries(
  paths: readonly string[],
  cwd: string,
): Promise<{ readonly found: FoundEntry[]; readonly unreadable: UnreadableEntry[] }> {
  const files: string[] = []
  for (const path of paths) files.push(...(await filesAt(resolve(cwd, path))))
  const found: FoundEntry[] = []
  const unreadable: UnreadableEntry[] = []
  for (const file of [...new Set(files)].sort()) {
    try {
      found.push(...entriesIn(await readJsonFile(file), file))
    } catch (error) {
      unreadable.push({ source: file, reason: (error as Error).message })
    }
  }
  return { found, unreadable }
}

/** The entries of a file: one, or a list of them. @throws BenchError `corrupt_data` naming the entry and its field. */
export function entriesIn(json: unknown, source: string): FoundEntry[] {
  if (!Array.isArray(json)) return [{ source, entry: leaderboardEntryFile.parse(json, source) }]
  return json.map((each, at) => {
    const place = `${source} entry ${at + 1}`
    return { source: place, entry: leaderboardEntryFile.parse(each, place) }
  })
}

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new BenchError('not_found', `no file or folder ${path}`, { hint: 'check the path of --input' })
  return found.isDirectory() ? filesBelow(path, deepest) : [path]
}

/** Links are not followed: `latest` leads to a folder that is found anyway, and another could lead in a circle. */
async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries
    .filter((each) => each.isFile() && entryFile.test(each.name))
    .map(({ name }) => join(folder, name))
  if (depth === 0) return files
  const folders = entries.filter((each) => each.isDirectory() && !passedOver.has(each.name))
  for (const { name } of folders) files.push(...(await filesBelow(join(folder, name), depth - 1)))
  return files
}
