import { availableParallelism } from 'node:os'
import { readCapacity } from './capacity-cache.js'
import { type CapacityFile, mostCarried } from './capacity-file.js'
import type { CacheOptions } from './machine-cache.js'

/** How many load threads help on this machine, and by which transport that was measured. */
export type HelpfulThreads = { readonly threads: number; readonly transport: string }

export type HelpfulThreadsOptions = CacheOptions & {
  /** Threads that are no use whatever was measured: more than there are cores. @default availableParallelism() */
  readonly cores?: number
}

/** In the order in which `auto` takes them. */
const transports = ['kernel', 'raw', 'undici', 'fetch'] as const
/** Threads beyond those that carry so much more are not worth their memory. */
const WORTHWHILE = 1.1

/**
 * The number of load threads beyond which more carried hardly any more tokens a second, as `calibrate --max` measured with 1, 2, 4 and more.
 *
 * @param transport - `auto`: the most precise with which anything was measured.
 * @returns `null` where nothing was measured on this machine.
 */
export async function helpfulThreads(
  transport: string,
  { cores = availableParallelism(), ...cache }: HelpfulThreadsOptions = {},
): Promise<HelpfulThreads | null> {
  for (const each of transport === 'auto' ? transports : [transport]) {
    const one = await readCapacity({ transport: each, workers: 1 }, cache)
    if (one === null) continue
    let best = one
    for (let workers = 2; workers <= cores; workers *= 2) {
      const more = await readCapacity({ transport: each, workers }, cache)
      if (more === null || carriedBy(more) < WORTHWHILE * carriedBy(best)) break
      best = more
    }
    return { threads: best.workers, transport: each }
  }
  return null
}

/** Tokens a second; 0 where none were carried. */
function carriedBy(capacity: CapacityFile): number {
  const most = mostCarried(capacity)
  return most === null ? 0 : most.streams * most.tokensPerSecond
}
