import type { Clock, PlannedRequest, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { fillBudgetMs } from './fill-budget.js'
import type { LoadShape } from './load-shape.js'
import { createRequestQueue, type DryTakes, sumOfDry } from './request-queue.js'
import type { RequestSource } from './request-source.js'

export type PhasesOptions = {
  readonly plan: RunPlan
  readonly workload: WorkloadPlan
  readonly shape: Pick<LoadShape, 'openLoop' | 'ahead'>
  readonly requests: RequestSource
  readonly finished: ReadonlySet<string>
  readonly clock: Clock
}

/** The requests of a workload: its warm-up, and after it the measured ones, as one sequence. */
export interface Phases {
  /** Builds requests ahead; until the signal. */
  fill(signal: AbortSignal): Promise<void>
  /** The first request; `null` when there is none. */
  peek(): PlannedRequest | null
  /** @param elapsedMs - time since the load began. */
  take(elapsedMs: number): Promise<PlannedRequest | null>
  skipped(): number
  dry(): DryTakes
  close(): Promise<void>
}

/** The warm-up lasts for the stated number of requests and the stated time, whichever is longer. */
export function createPhases(options: PhasesOptions): Phases {
  const { plan, workload, requests, finished, clock } = options
  const { openLoop, ahead } = options.shape
  const queueOptions = { clock, ahead, skip: finished }
  const warmup = createRequestQueue(requests.warmup(workload), queueOptions)
  const measured = createRequestQueue(requests.measured(workload), queueOptions)
  const warmupMs = plan.warmup.seconds * 1000
  let warming = true
  let taken = 0

  const takeWarmup = async (elapsedMs: number): Promise<PlannedRequest | null> => {
    const counted = taken + warmup.skipped() >= plan.warmup.requests
    if (counted && !openLoop && elapsedMs >= warmupMs) return null
    const next = await warmup.take()
    // Open-loop requests are taken ahead of their time: their due time decides.
    if (next && counted && openLoop && (next.dueAtMs ?? 0) >= warmupMs) return null
    taken += 1
    return next
  }

  return {
    async fill(signal) {
      await warmup.fill(signal)
      await measured.fill(signal, fillBudgetMs(plan))
    },
    peek: () => warmup.peek() ?? measured.peek(),
    async take(elapsedMs) {
      const next = warming ? await takeWarmup(elapsedMs) : null
      if (next) return next
      warming = false
      return measured.take()
    },
    skipped: () => warmup.skipped() + measured.skipped(),
    dry: () => sumOfDry([warmup.dry(), measured.dry()]),
    async close() {
      await warmup.close()
      await measured.close()
    },
  }
}
