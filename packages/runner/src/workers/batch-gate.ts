export interface BatchGate {
  /** A worker has its part of a batch ready. */
  ready(worker: number, batch: number): void
  /** A worker has nothing more to send. */
  finished(worker: number): void
  /** Whether it waits for the others, or has nothing more to send. */
  waits(worker: number): boolean
}

/**
 * Lets a batch go when every worker has come to it. A worker announces its next batch only after its last one ended, so
 * once all have announced this batch or a later one, all earlier ones are over.
 */
export function createBatchGate(
  workers: number,
  release: (workers: readonly number[], batch: number) => void,
): BatchGate {
  const at = new Map<number, number>()
  const waiting = new Set<number>()
  const over = new Set<number>()

  const look = () => {
    if (waiting.size === 0 || waiting.size + over.size < workers) return
    const batch = Math.min(...[...waiting].map((worker) => at.get(worker) as number))
    const go = [...waiting].filter((worker) => at.get(worker) === batch)
    for (const worker of go) waiting.delete(worker)
    release(go, batch)
  }

  return {
    ready(worker, batch) {
      at.set(worker, batch)
      waiting.add(worker)
      look()
    },
    finished(worker) {
      over.add(worker)
      look()
    },
    waits: (worker) => waiting.has(worker) || over.has(worker),
  }
}
