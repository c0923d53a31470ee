import type { BigIntStats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A file beside a log that a rotation may have made of it: `server.log.1`, `server.log-20260101`, `server.log.1.gz`. */
export type Sibling = { readonly path: string; readonly identity: string; readonly compressed: boolean }

/** The rotated files beside a log, as they are now; none where the folder cannot be read. */
export async function rotatedSiblings(path: string): Promise<Sibling[]> {
  const folder = dirname(path)
  const base = basename(path)
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names
      .filter((name) => name.startsWith(base) && rotated.test(name.slice(base.length)))
      .map(async (name) => {
        const file = join(folder, name)
        const stats = await stat(file, { bigint: true }).catch(() => null)
        return stats?.isFile() ? [{ path: file, identity: identityOf(stats), compressed: packed.test(name) }] : []
      }),
  )
  return found.flat()
}

/** What stays the same when a file is renamed. The time of birth is in it because inode numbers are used again at once. */
export function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`
}

const rotated = /^[.-](?:\d|old|bak|prev|backup)/i
const packed = /\.(?:gz|bz2|xz|zst|lz4|zip)$/i
