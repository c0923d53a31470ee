import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { HubAnswer } from './hub-request.js'

/** What the hub said of a file when its first bytes came: where it still says so, the rest belongs to the same content. */
const PartMark = z.object({ bytes: z.int().nonnegative().nullable(), mark: z.string() })

/** A file that is being fetched, under a name that says by which process. */
export type HubPart = {
  readonly path: string
  /** Bytes that an earlier download left; 0: none. */
  readonly bytes: number
  /** `null` where there is nothing to go on from. */
  readonly mark: string | null
}

/**
 * The place of a download: what one that ended early left behind is taken over, unless its process still runs.
 *
 * @param path - of the whole file.
 */
export async function claimPart(path: string): Promise<HubPart> {
  const own = `${path}.${process.pid}.part`
  await mkdir(dirname(path), { recursive: true })
  const prefix = `${basename(path)}.`
  for (const name of await readdir(dirname(path))) {
    const [, pid] = /^(\d+)\.part$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? []
    if (pid === undefined || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue
    try {
      const left = join(dirname(path), name)
      const { mark, bytes } = PartMark.parse(JSON.parse(await readFile(`${left}.json`, 'utf8')))
      if (left !== own) {
        await rename(left, own)
        await rename(`${left}.json`, `${own}.json`)
      }
      const { size } = await stat(own)
      if (size > 0 && (bytes === null || size < bytes)) return { path: own, bytes: size, mark }
    } catch {
      // Another process was quicker, or nothing says what it is the beginning of.
    }
  }
  return { path: own, bytes: 0, mark: null }
}

/** Writes down what the bytes are the beginning of. Of an answer without a mark nothing can be kept. */
export async function markPart({ path }: HubPart, answer: HubAnswer): Promise<void> {
  const mark = markOf(answer)
  if (mark === null) return rm(`${path}.json`, { force: true })
  await writeFile(`${path}.json`, JSON.stringify({ bytes: answer.bytes, mark }))
}

/** What tells one content of a file from another; `null` where the hub says nothing that does. */
export function markOf({ checksum, bytes, etag }: HubAnswer): string | null {
  const strong = etag !== null && !etag.startsWith('W/') ? etag : null
  const said = checksum?.hex ?? strong
  return said === null ? null : createHash('sha256').update(`${bytes}/${said}`).digest('hex')
}

export async function dropPart({ path }: HubPart): Promise<void> {
  for (const each of [path, `${path}.json`]) await rm(each, { force: true })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
