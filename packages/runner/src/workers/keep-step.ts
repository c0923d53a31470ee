import type { Clock } from '@sagellm-benchmark/protocol-types'
import { createBatchGate } from './batch-gate.js'
import type { WorkerLine } from './worker-line.js'

export type KeepStepOptions = {
  readonly lines: readonly WorkerLine[]
  readonly clock: Clock
  /** From `clock` to CLOCK_MONOTONIC, the one clock that all threads share, ms. */
  readonly toMonotonicMs: number
  /** Where a resumed schedule goes on, ms from its beginning. */
  readonly resumedAtMs: number
  readonly onStarted: () => void
}

/** How the workers of one load keep step: they start together, and a batch goes when all have their part of it ready. */
export interface Step {
  prepared(worker: number): void
  batchReady(worker: number, batch: number): void
  /** A worker has ended: the others do not wait for it any more. */
  over(worker: number): void
  /** Whether it waits for the others: at the start, with a batch, or because it has ended. */
  waits(worker: number): boolean
  /** The common start on `clock`; `null` where no worker had anything to send. */
  startedAt(): number | null
}

/** From the last worker's word to the common start: time for the message to reach all threads. */
const START_LEAD_MS = 20
const RELEASE_LEAD_MS = 3

export function keepStep({ lines, clock, toMonotonicMs, resumedAtMs, onStarted }: KeepStepOptions): Step {
  const prepared = new Set<number>()
  const settled = new Set<number>()
  let startedAt: number | null = null

  /** Time for a message to reach the farthest of them. */
  const lead = (ms: number) => Math.max(ms, ...lines.map((line) => line.leadMs?.() ?? 0))

  const gate = createBatchGate(lines.length, (workers, batch) => {
    const atMonotonicMs = clock.now() + lead(RELEASE_LEAD_MS) + toMonotonicMs
    for (const worker of workers) lines[worker]?.post({ kind: 'release', batch, atMonotonicMs })
  })
  const settle = (worker: number) => {
    settled.add(worker)
    if (startedAt !== null || settled.size < lines.length || prepared.size === 0) return
    startedAt = clock.now() + lead(START_LEAD_MS)
    const atMonotonicMs = startedAt - resumedAtMs + toMonotonicMs
    for (const line of lines) line.post({ kind: 'start', atMonotonicMs })
    onStarted()
  }

  return {
    prepared(worker) {
      prepared.add(worker)
      settle(worker)
    },
    batchReady: gate.ready,
    over(worker) {
      gate.finished(worker)
      settle(worker)
    },
    waits: (worker) => (startedAt === null ? settled.has(worker) : gate.waits(worker)),
    startedAt: () => startedAt,
  }
}
