import { readFileSync } from 'node:fs'

/**
 * Largest resident memory of this process so far, in MiB: weights, caches and the program itself.
 *
 * On Linux from VmHWM, elsewhere from getrusage, which there may carry over from before the program was started.
 */
export function peakMemoryMb(): number {
  return (linuxHighWaterKib() ?? process.resourceUsage().maxRSS) / 1024
}

function linuxHighWaterKib(): number | null {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    return match ? Number(match[1]) : null
  } catch {
    return null
  }
}
