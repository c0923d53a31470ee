import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** One live process, as /proc shows it. */
export type ProcessEntry = { readonly pid: number; readonly parent: number; readonly group: number }

/** Processes that are running. Zombies are left out, because they hold no port and no memory. Empty where there is no /proc. */
export function liveProcesses(): ProcessEntry[] {
  return pids().flatMap((pid) => {
    const stat = read(`/proc/${pid}/stat`)
    if (stat === null) return []
    // The name in brackets may hold spaces and brackets: the fields begin after the last one.
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? [] : [{ pid, parent: Number(parent), group: Number(group) }]
  })
}

export function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

/** Processes whose environment holds a mark, dead ones left out; those of other users are not seen without rights. */
export function markedProcesses({ mark }: { readonly mark: string }): number[] {
  return pids().filter((pid) => read(`/proc/${pid}/environ`)?.includes(mark))
}

/** Command line of a process, its arguments joined by spaces; `null` when it cannot be read. */
export function commandOf(pid: number): string | null {
  const line = read(`/proc/${pid}/cmdline`)?.replace(/\0+$/, '').replaceAll('\0', ' ')
  return line || read(`/proc/${pid}/comm`)?.trim() || null
}

/** The user a process runs as: its name where /etc/passwd has it, else its number; `null` when it cannot be read. */
export function userOf(pid: number): string | null {
  const uid = /^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
  if (uid === undefined) return null
  const entry = (read('/etc/passwd') ?? '').split('\n').find((line) => line.split(':')[2] === uid)
  return entry?.split(':')[0] ?? uid
}

export function parentOf(pid: number): number | null {
  const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
  return parent === undefined ? null : Number(parent)
}

/** Inodes of the sockets that a process holds; empty for a process of another user. */
export function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
