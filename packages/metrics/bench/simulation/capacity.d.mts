import type { createCapacitySearch, visitOf } from '../../src/capacity/index.js'
import type { isOverloaded } from '../../src/sweeps/overload.js'
import type { Queue } from './queues.mjs'

type Library = {
  createCapacitySearch: typeof createCapacitySearch
  visitOf: typeof visitOf
  isOverloaded: typeof isOverloaded
}
type Slo = { limit: number; allowed: number }

export declare function trueCapacity(queue: Queue, slo: Slo, options?: { requests?: number; steps?: number }): number
export declare function searchOnce(
  library: Library,
  options: { queue: Queue; slo: Slo; precision: number; seed: number; budget?: number },
): { low: number | null; high: number | null; seconds: number; visits: number; ended: string }
export declare function bisectOnce(
  library: Library,
  options: { queue: Queue; slo: Slo; precision: number; seed: number; pointSeconds: number },
): { low: number | null; high: number | null; seconds: number }
