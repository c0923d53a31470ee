import { readFileSync } from 'node:fs'

/** Of Linux since 2.6: USER_HZ, which the kernel fixes at 100 for /proc. */
const TICK_MS = 10

/** CPU time that the calling thread has used so far, ms; `null` where neither the runtime nor the system reports it. */
export function threadCpuMs(): number | null {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => { user: number; system: number } }
  if (threadCpuUsage) {
    const { user, system } = threadCpuUsage.call(process)
    return (user + system) / 1000
  }
  try {
    // The name of the thread stands in brackets and may hold anything; fields 14 and 15 are user and system time.
    const fields = readFileSync('/proc/thread-self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return Number.isFinite(ticks) ? ticks * TICK_MS : null
  } catch {
    return null
  }
}
