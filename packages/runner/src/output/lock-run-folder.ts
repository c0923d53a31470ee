import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'
import { writeFileAtomic } from './write-file-atomic.js'

/** The file that tells a run folder from any other, and who writes to it. */
export const runFolderMark = '.sagellm-benchmark.json'

type Mark = { readonly pid: number | null; readonly process_started: string | null; readonly started_at: string }

/**
 * Marks the folder as a run's, and as in use by this process. The mark of a process that died does not hold.
 *
 * @returns lets the folder go; the mark stays.
 * @throws BenchError `unavailable` while another live process writes there.
 */
export async function lockRunFolder(path: string, clock: Clock): Promise<() => Promise<void>> {
  const file = join(path, runFolderMark)
  const holder = await readMark(file)
  if (holder?.pid != null && holds(holder)) throw inUse(path, holder.pid)

  const started_at = new Date(clock.unixMs()).toISOString()
  await writeFileAtomic(file, text({ pid: process.pid, process_started: processStart(process.pid), started_at }))
  return () => writeFile(file, text({ pid: null, process_started: null, started_at }))
}

async function readMark(file: string): Promise<Mark | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Mark
  } catch {
    return null
  }
}

/** Whether the process that set the mark is alive: its number alone is not enough, numbers come back. */
function holds({ pid, process_started }: Mark): boolean {
  if (pid === null) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const started = processStart(pid)
  return process_started === null || started === null || started === process_started
}

/** Start time of a process in clock ticks since boot, where /proc tells it. */
function processStart(pid: number): string | null {
  try {
    // The name in brackets may hold anything, spaces too: count the fields after it.
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? null
    )
  } catch {
    return null
  }
}

const text = (mark: Mark) => `${JSON.stringify(mark)}\n`

function inUse(path: string, pid: number): BenchError {
  return new BenchError('unavailable', `another run (process ${pid}) writes to ${path}`, {
    hint: 'wait for it, stop it, or choose another output folder',
  })
}
