import { readFileSync } from 'node:fs'
import { readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BenchError, type Clock } from '@sagellm-benchmark/protocol-types'

/** The beginning of the names of claims; what follows is the process: its number and when it started. */
const CLAIM = '.sagellm-benchmark.lock-'
/** Of runs that start together one goes first: it waits so long for the others to see that. */
const PATIENCE_MS = 1000
const LOOK_EVERY_MS = 20

type Claim = { readonly name: string; readonly pid: number }

/** Claims of this process, by their whole paths. */
const own = new Set<string>()

/**
 * Takes a run folder for this process alone. Each process that wants it puts a claim there, under a name that no other process has, and
 * goes on only where it then sees no claim of a living one: so two can never both go on, whenever each of them looks. The claim of a
 * process that died is removed by whoever finds it, which is safe because nobody uses its name again.
 *
 * @returns lets the folder go.
 * @throws BenchError `unavailable` while another live process holds it.
 */
export async function lockRunFolder(path: string, clock: Clock): Promise<() => Promise<void>> {
  const name = claimName(process.pid)
  const file = join(await realpath(path), name)
  if (own.has(file)) throw inUse(path, process.pid)
  own.add(file)
  const release = async () => {
    await rm(file, { force: true })
    own.delete(file)
  }
  try {
    await writeFile(file, '', { flag: 'wx' }).catch(unlessThere)
    const giveUpAt = clock.now() + PATIENCE_MS
    for (;;) {
      const others = await liveClaims(path, name)
      const [first] = others
      if (first === undefined) return release
      // Of several at once the one with the lowest name stays, and sees the others go; one that holds the folder does not go.
      if (others.some((other) => other.name < name) || clock.now() > giveUpAt) throw inUse(path, first.pid)
      await clock.sleepUntil(clock.now() + LOOK_EVERY_MS)
    }
  } catch (error) {
    await release()
    throw error
  }
}

/** A claim of this name that this process does not hold was left by one of the same number, where start times are not known. */
function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

async function liveClaims(path: string, mine: string): Promise<Claim[]> {
  const claims: Claim[] = []
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const { name } = entry
    const pid = /^\.sagellm-benchmark\.lock-([1-9]\d{0,9})-\w{1,30}$/.exec(name)?.[1]
    // A claim is a file: whatever else bears such a name is nobody's, and stays.
    if (pid === undefined || name === mine || !entry.isFile()) continue
    if (isAlive(Number(pid), name)) claims.push({ name, pid: Number(pid) })
    else await rm(join(path, name), { force: true })
  }
  return claims
}

/** Whether the process that made the claim is alive: its number alone is not enough, numbers come back. */
function isAlive(pid: number, name: string): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's process may not be signalled; a number that no process can have is none.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return processStart(pid) === null || claimName(pid) === name
}

function claimName(pid: number): string {
  return `${CLAIM}${pid}-${processStart(pid) ?? 'unknown'}`
}

/** Start time of a process in clock ticks since boot, where /proc holds it. */
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

function inUse(path: string, pid: number): BenchError {
  return new BenchError('unavailable', `another run (process ${pid}) writes to ${path}`, {
    hint: 'wait for it, stop it, or choose another output folder',
  })
}
