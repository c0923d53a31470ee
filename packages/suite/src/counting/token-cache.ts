import { createHash } from 'node:crypto'
import { readdir, readFile, stat, unlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from '@sagellm-benchmark/runner'
import { makeFolder } from '@sagellm-benchmark/runner/output'

/** Counts of one tokenizer by text, kept for later runs. */
export interface TokenCache {
  get(key: string): number | undefined
  set(key: string, tokens: number): void
  /** Writes what is new, and keeps what other processes have written meanwhile. No error where the file cannot be written. */
  save(): Promise<void>
}

export type TokenCacheOptions = {
  /** Everything that distinguishes this tokenizer from others; only its hash is written. */
  readonly identity: string
  readonly folder: string
  /** Counts of one tokenizer; the longest unused go first. @default 100000, about 3 MB */
  readonly maxCounts?: number
  /** Tokenizers; the longest unused go first. @default 16 */
  readonly maxFiles?: number
}

const HEAD = 'sagellm-benchmark token counts 1'
const KEY = /^[\w-]{16}$/

/**
 * Opens the counts of a tokenizer. A file whose checksum does not fit, because it was cut, changed or made by something else,
 * counts as missing.
 */
export async function openTokenCache(options: TokenCacheOptions): Promise<TokenCache> {
  const { identity, folder, maxCounts = 100_000, maxFiles = 16 } = options
  const file = join(folder, `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.txt`)
  const counts = await readCounts(file)
  let changed = false
  return {
    get(key) {
      const tokens = counts.get(key)
      if (tokens === undefined) return undefined
      // The order of the map is the order of use.
      counts.delete(key)
      counts.set(key, tokens)
      return tokens
    },
    set(key, tokens) {
      counts.delete(key)
      counts.set(key, tokens)
      changed = true
      // A run of any length must not fill the memory.
      if (counts.size > 2 * maxCounts)
        for (const oldest of [...counts.keys()].slice(0, maxCounts)) counts.delete(oldest)
    },
    async save() {
      if (!changed) return
      try {
        const all = new Map([...(await readCounts(file)), ...counts])
        await makeFolder(folder, { mode: 0o700 })
        await writeFileAtomic(file, fileText([...all].slice(-maxCounts)))
        changed = false
        await dropOldest(folder, maxFiles)
      } catch {
        // Without the file only the next run is slower, so a full disk or missing rights are no error.
      }
    },
  }
}

/** The key of a text: 96 bits of its SHA-256, so that texts are not kept and do not collide. */
export function tokenCacheKey(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}

/** Where counts are kept: `$XDG_CACHE_HOME/sagellm-benchmark/token-counts`, or the same under `~/.cache`. */
export function tokenCacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'sagellm-benchmark', 'token-counts')
}

async function readCounts(file: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const text = await readFile(file, 'utf8').catch(() => '')
  const headEnd = text.indexOf('\n')
  const body = text.slice(headEnd + 1)
  if (headEnd < 0 || text.slice(0, headEnd) !== headOf(body)) return counts
  for (const line of body.split('\n')) {
    const [key = '', tokens = ''] = line.split(' ')
    if (KEY.test(key) && /^\d{1,9}$/.test(tokens)) counts.set(key, Number(tokens))
  }
  return counts
}

function fileText(counts: readonly (readonly [string, number])[]): string {
  const body = counts.map(([key, tokens]) => `${key} ${tokens}\n`).join('')
  return `${headOf(body)}\n${body}`
}

function headOf(body: string): string {
  return `${HEAD} ${createHash('sha256').update(body).digest('hex')}`
}

async function dropOldest(folder: string, maxFiles: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^[0-9a-f]{32}\.txt$/.test(name))
  const files = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
  )
  const old = files.sort((a, b) => b.at - a.at).slice(maxFiles)
  await Promise.all(old.map(({ path }) => unlink(path)))
}
