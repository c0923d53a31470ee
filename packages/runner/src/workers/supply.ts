import type { Clock, PlannedRequest, RequestPhase } from '@sagellm-benchmark/protocol-types'
import { fillBudgetMs } from '../load/fill-budget.js'
import type { DriveOptions } from '../load/load-generator.js'
import type { LoadShape } from '../load/load-shape.js'
import { createRequestQueue } from '../load/request-queue.js'
import { createDealer } from './dealer.js'
import type { Division } from './division.js'
import type { DealtRequest } from './messages.js'

export type SupplyOptions = Pick<DriveOptions, 'plan' | 'workload' | 'requests' | 'finished'> & {
  readonly clock: Clock
  readonly shape: LoadShape
  readonly division: Division
  readonly deal: (worker: number, dealt: Dealt) => void
}

type Dealt = {
  readonly phase: RequestPhase
  readonly dealt: readonly DealtRequest[]
  /** Nothing of this phase follows. */
  readonly last: boolean
}

/** The requests of a workload, built ahead and dealt to workers as they want them. */
export interface Supply {
  /** Builds requests ahead; until the signal. */
  fill(signal: AbortSignal): Promise<void>
  /** Due time of the first request of all, and of the first measured one, ms; `null` where replies decide. */
  firstDue(): { readonly ofAllMs: number | null; readonly measuredMs: number | null }
  /** A worker can take so many more. Rejects when the source fails. */
  want(worker: number, phase: RequestPhase, count: number): Promise<void>
  /** A dealt request was handed to a client; `null` for one that is not known. */
  sent(requestId: string): PlannedRequest | null
  /** A worker is gone, and with it what would have been dealt to it. */
  abandon(worker: number): void
  skipped(): number
  close(): Promise<void>
}

/** Warm-up and measured batches are numbered apart. */
const FIRST_MEASURED_BATCH = 1_000_000_000

export function createSupply(options: SupplyOptions): Supply {
  const { plan, workload, requests, finished, clock, shape, division } = options
  const queueOptions = { clock, ahead: shape.ahead, skip: finished }
  const queues = {
    warmup: createRequestQueue(requests.warmup(workload), queueOptions),
    measured: createRequestQueue(requests.measured(workload), queueOptions),
  }
  const onTheWay = new Map<string, PlannedRequest>()
  const dealerOf = (phase: RequestPhase) =>
    createDealer({
      queue: queues[phase],
      batchSize: shape.drive === 'batches' ? shape.places : null,
      division,
      limit: phase === 'warmup' && plan.warmup.seconds === 0 ? plan.warmup.requests : Number.POSITIVE_INFINITY,
      firstBatch: phase === 'warmup' ? 0 : FIRST_MEASURED_BATCH,
      deal(worker, dealt, last) {
        for (const { planned } of dealt) onTheWay.set(planned.requestId, planned)
        const paused = dealt.map((each) => ({ ...each, pauseMs: shape.pauseAfterMs(each.planned) }))
        options.deal(worker, { phase, dealt: paused, last })
      },
    })
  const dealers = { warmup: dealerOf('warmup'), measured: dealerOf('measured') }

  return {
    async fill(signal) {
      await queues.warmup.fill(signal)
      await queues.measured.fill(signal, fillBudgetMs(plan))
    },
    firstDue() {
      if (!shape.openLoop) return { ofAllMs: null, measuredMs: null }
      const measuredMs = queues.measured.peek()?.dueAtMs ?? null
      return { ofAllMs: queues.warmup.peek()?.dueAtMs ?? measuredMs, measuredMs }
    },
    want: (worker, phase, count) => dealers[phase].want(worker, count),
    sent(requestId) {
      const planned = onTheWay.get(requestId) ?? null
      onTheWay.delete(requestId)
      return planned
    },
    abandon(worker) {
      dealers.warmup.abandon(worker)
      dealers.measured.abandon(worker)
    },
    skipped: () => queues.warmup.skipped() + queues.measured.skipped(),
    async close() {
      await Promise.all([queues.warmup.close(), queues.measured.close()])
    },
  }
}
