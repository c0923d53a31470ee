import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { writeFileAtomic, writeNamedFile } from './write-file-atomic.js'
import { descriptorOf } from './write-into.js'

/** The manifest's name: what `sha256sum -c` reads. */
export const checksumFile = 'SHA256SUMS'
/** Signature of the manifest by a key of the user. */
export const signatureFile = 'SHA256SUMS.sig'

/** A file that is not what it was when the manifest was written. */
export type ChangedFile = {
  readonly file: string
  readonly problem: 'changed' | 'missing' | 'not_in_manifest'
}

/**
 * Writes `SHA256SUMS` over everything in a folder: one line a file, as `sha256sum` writes it. Earlier runs and marks of this
 * program stay out.
 *
 * @param files - paths below the folder, of one measurement in a folder that others use too. @default all
 */
export async function writeChecksums(folder: string, files?: readonly string[]): Promise<void> {
  const lines: string[] = []
  for (const file of files ?? (await filesIn(folder))) lines.push(`${await digestOf(join(folder, file))}  ${file}\n`)
  await writeFileAtomic(join(folder, checksumFile), lines.join(''))
}

/**
 * Writes the manifest of a result that is a file of its own in a folder with others: `<stem>.SHA256SUMS` beside it, one line a file, over it and
 * what was written with it. What lies elsewhere, not below that folder, is left out, as is what was written into a device or a pipe.
 *
 * @param result - path of the result.
 * @param others - paths of the files that belong to it.
 * @returns path of the manifest; `null` where the result itself went into a device or a pipe, which holds nothing that could be checked.
 */
export async function writeResultChecksums(result: string, others: readonly string[]): Promise<string | null> {
  if (!(await isKept(result))) return null
  const folder = dirname(result)
  const names = [result, ...others].map((file) => relative(folder, file).split(sep).join('/'))
  const below = [...new Set(names)].filter((name) => !name.startsWith('../')).sort()
  const lines: string[] = []
  for (const name of below)
    if (await isKept(join(folder, name))) lines.push(`${await digestOf(join(folder, name))}  ${name}\n`)
  const manifest = join(folder, `${basename(result, extname(result))}${resultManifest}`)
  await writeNamedFile(manifest, lines.join(''))
  return manifest
}

/** How the manifest of a result that is a file of its own ends. */
export const resultManifest = '.SHA256SUMS'

/**
 * Holds the files of such a manifest against it; others in the folder are none of its business.
 *
 * @throws the error of the file system where the manifest cannot be read.
 */
export async function checkResultChecksums(manifest: string): Promise<ChangedFile[]> {
  const folder = dirname(manifest)
  const { expected, isWhole } = linesOf((await isKept(manifest)) ? await readFile(manifest, 'utf8') : '')
  const changed: ChangedFile[] = isWhole ? [] : [{ file: basename(manifest), problem: 'changed' }]
  for (const [file, digest] of expected) {
    const path = resolve(folder, file)
    const isBelow = path.startsWith(resolve(folder) + sep)
    const found = isBelow && (await isKept(path)) ? await digestOf(path).catch(() => null) : null
    if (found !== digest) changed.push({ file, problem: found === null ? 'missing' : 'changed' })
  }
  return changed
}

/** The digests by file, and whether every line is one; nothing listed is not whole. */
function linesOf(text: string): { readonly expected: ReadonlyMap<string, string>; readonly isWhole: boolean } {
  const lines = text.split('\n').filter((line) => line !== '')
  const expected = new Map(
    lines.flatMap((line): [string, string][] => {
      const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line)
      return match ? [[match[2] as string, match[1] as string]] : []
    }),
  )
  return { expected, isWhole: lines.length > 0 && expected.size === lines.length }
}

/**
 * Holds a folder against its manifest.
 *
 * @returns every file that was changed, removed or added since, the manifest itself where it lists nothing or has a line that is none; `null`
 *   where there is no manifest.
 */
export async function checkChecksums(folder: string): Promise<ChangedFile[] | null> {
  const manifest = join(folder, checksumFile)
  const text = (await isKept(manifest)) ? await readFile(manifest, 'utf8').catch(() => null) : null
  if (text === null) return null
  const { expected, isWhole } = linesOf(text)
  const found = new Set(await filesIn(folder))
  const changed: ChangedFile[] = isWhole ? [] : [{ file: checksumFile, problem: 'changed' }]
  for (const [file, digest] of expected) {
    if (!found.has(file)) changed.push({ file, problem: 'missing' })
    else if ((await digestOf(join(folder, file))) !== digest) changed.push({ file, problem: 'changed' })
  }
  for (const file of found) if (!expected.has(file)) changed.push({ file, problem: 'not_in_manifest' })
  return changed
}

/** Paths below the folder with forward slashes, sorted. */
async function filesIn(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const files = await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.name.startsWith('.') || path === checksumFile || path === signatureFile || path === 'previous')
        return []
      if (entry.isDirectory()) return filesIn(folder, path)
      return entry.isFile() ? [path] : []
    }),
  )
  return files.flat().sort()
}

/** Whether a path is a file, or a link to one: a device or a pipe may never come to an end. */
async function isKept(path: string): Promise<boolean> {
  if (descriptorOf(path) !== null) return false
  return (await stat(path).catch(() => null))?.isFile() === true
}

/** SHA-256 of a file, in hex. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
