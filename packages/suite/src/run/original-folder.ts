import { readdir, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { uniqueFileStems } from '@sagellm-benchmark/reporters'

/** What a folder of the original is named after. */
export type OriginalFolderOf = {
  /** cpu, or the engine. */
  readonly backend: string
  readonly model: string | null
  /** As asked for: all, Q1, ... */
  readonly workload: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
}

export type OriginalFolder = {
  readonly folder: string
  /** Number of the run of its day, from 1. */
  readonly sequence: number
}

/**
 * The folder that the Python original would choose: `outputs/BACKEND/MODEL/WORKLOAD_YYYYMMDD_NNN`, with the first number of the day that
 * is free. Nothing is made.
 *
 * @param root - the folder that holds `outputs`.
 */
export async function originalFolder(root: string, of: OriginalFolderOf): Promise<OriginalFolder> {
  const part = (text: string, fallback: string) => uniqueFileStems([text], fallback)[0] as string
  const modelName = (of.model ?? '').replace(/\/+$/, '').split('/').at(-1) ?? ''
  const parent = join(root, 'outputs', part(of.backend, 'backend'), part(modelName, 'model'))
  const day = `${part(of.workload, 'workload')}_${of.createdAt.slice(0, 10).replaceAll('-', '')}_`
  const taken = (await readdir(parent).catch(() => [])).flatMap((name) => {
    const number = name.startsWith(day) ? /^\d+$/.exec(name.slice(day.length)) : null
    return number ? [Number(number[0])] : []
  })
  const sequence = Math.max(0, ...taken) + 1
  return { folder: join(parent, `${day}${String(sequence).padStart(3, '0')}`), sequence }
}

/** Lets `latest` beside the folder lead to it. Where links cannot be made, the folder alone has to do. */
export async function linkLatest({ folder }: OriginalFolder): Promise<void> {
  const name = folder.slice(dirname(folder).length + 1)
  const fresh = join(dirname(folder), `.latest-${name}`)
  try {
    await rm(fresh, { force: true })
    await symlink(name, fresh, 'dir')
    await rename(fresh, join(dirname(folder), 'latest'))
  } catch {
    await rm(fresh, { force: true }).catch(() => {})
  }
}
