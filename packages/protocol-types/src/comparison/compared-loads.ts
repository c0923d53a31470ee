import { loadKindOf } from '../loads/load-kind-of.js'
import type { LoadPlan } from '../loads/load-plan.js'

/** A load under which targets are compared. */
export type ComparedLoad = {
  readonly load: LoadPlan
  /** What it is called, e.g. `batch 4` or `Poisson 4/s`. */
  readonly label: string
  /** Of a batch; `null` for every other load. */
  readonly batchSize: number | null
}

/** All loads of a comparison: its batches, and whatever other loads there are. */
export function comparedLoads(plan: {
  readonly batchSizes: readonly number[]
  readonly loads: readonly LoadPlan[]
}): ComparedLoad[] {
  const batches = plan.batchSizes.map((size): LoadPlan => ({ kind: 'batch', size }))
  return [...batches, ...plan.loads].map((load) => {
    const kind = loadKindOf(load)
    const batchSize = kind.drive === 'batches' ? kind.places(load) : null
    return { load, label: batchSize === null ? kind.text(load) : batchLabel(batchSize), batchSize }
  })
}

/** The label of the load behind one entry of a result: a batch is known by its size, every other load by its label. */
export function loadLabel(entry: { readonly load: string | null; readonly batchSize: number | null }): string | null {
  return entry.load ?? (entry.batchSize === null ? null : batchLabel(entry.batchSize))
}

function batchLabel(size: number): string {
  return `batch ${size}`
}
