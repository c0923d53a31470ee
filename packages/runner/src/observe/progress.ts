import type { Clock, RequestPhase, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRateWindow } from './rate-window.js'
import type { RunObserver } from './run-observer.js'

/** What a progress display needs at one moment. Counts are of this process; rates are per second. */
export type ProgressSnapshot = {
  readonly workload: string | null
  /** From 0. */
  readonly workloadIndex: number
  readonly workloadCount: number
  /** Phase of the newest record or, before the first, of the newest request; `null` outside of a workload. */
  readonly phase: RequestPhase | null
  /** Of the current workload; what an earlier, resumed run had finished is counted in. */
  readonly done: number
  readonly failed: number
  readonly inFlight: number
  /** Requests of the current workload, warm-up included; `null` where only its duration is known. */
  readonly total: number | null
  /** Of the whole run. */
  readonly runDone: number
  readonly runFailed: number
  /** Ended requests per second over the last ten seconds. */
  readonly rateRps: number | null
  readonly outputTokensPerSecond: number | null
  readonly elapsedMs: number
  /** Until the current workload's end; `null` while nothing supports an estimate. */
  readonly etaMs: number | null
}

export interface Progress extends RunObserver {
  snapshot(): ProgressSnapshot
}

/** Counted anew for each workload. */
const nothing = { before: 0, sent: 0, done: 0, failed: 0 }

/**
 * Counts what a terminal or a live page shows. Drawing is someone else's: ask for a snapshot as often as you draw.
 *
 * @example
 * const progress = createProgress(clock)
 * const result = runPlan({ plan, client, requests, observers: [progress] })
 * setInterval(() => draw(progress.snapshot()), 100)
 */
export function createProgress(clock: Clock): Progress {
  let startedAt: number | null = null
  let workloadStartedAt = 0
  let plan: RunPlan | null = null
  let current: WorkloadPlan | null = null
  let workloadIndex = 0
  let measuredAt: number | null = null
  let phase: RequestPhase | null = null
  let count = { ...nothing }
  const run = { done: 0, failed: 0 }
  const ended = createRateWindow()

  const total = () => (plan && current ? requestsOf(current, plan) : null)
  const eta = (now: number, rateRps: number | null) => {
    const durationSeconds = plan?.stop.durationSeconds ?? null
    if (durationSeconds === null) return untilAllAreDone(count, { total: total(), rateRps })
    return measuredAt === null ? null : Math.max(0, measuredAt + durationSeconds * 1000 - now)
  }

  return {
    onStart(event) {
      startedAt = clock.now()
      plan = event.plan
    },
    onWorkloadStart({ workload, index, finishedBefore }) {
      current = workload
      workloadIndex = index
      workloadStartedAt = clock.now()
      measuredAt = null
      phase = null
      count = { ...nothing, before: finishedBefore }
      ended.clear()
    },
    onSend(planned) {
      count.sent += 1
      phase = planned.phase
      if (planned.phase === 'measured') measuredAt ??= clock.now()
    },
    onRecord({ errorClass, outputTokens }) {
      count.done += 1
      run.done += 1
      if (errorClass !== null && errorClass !== 'cancelled_by_run') {
        count.failed += 1
        run.failed += 1
      }
      // A failure adds none; a success whose tokens nobody counted makes the rate unknown, not low.
      ended.add(clock.now(), errorClass === null ? outputTokens : 0)
    },
    onWorkloadEnd() {
      current = null
      phase = null
    },
    snapshot() {
      const now = clock.now()
      const rates = ended.rates(now, workloadStartedAt)
      return {
        workload: current?.name ?? null,
        workloadIndex,
        workloadCount: plan?.workloads.length ?? 0,
        phase,
        done: count.before + count.done,
        failed: count.failed,
        inFlight: count.sent - count.done,
        total: total(),
        runDone: run.done,
        runFailed: run.failed,
        ...rates,
        elapsedMs: startedAt === null ? 0 : now - startedAt,
        etaMs: current === null ? null : eta(now, rates.rateRps),
      }
    },
  }
}

/** Requests of a workload, warm-up included; `null` where only its duration is known. */
function requestsOf({ requests }: WorkloadPlan, { rounds, warmup, stop }: RunPlan): number | null {
  if (stop.durationSeconds !== null) return null
  return requests * rounds + (warmup.seconds > 0 ? 0 : warmup.requests)
}

/** Ms until the rest has ended at this rate; `null` while nothing supports an estimate. */
function untilAllAreDone(
  { before, sent, done }: typeof nothing,
  { total, rateRps }: Pick<ProgressSnapshot, 'total' | 'rateRps'>,
): number | null {
  // With fewer ended than under way, the rate is that of a beginning: of the warm-up, or of the quickest.
  if (done < sent - done) return null
  return total === null || rateRps === null || rateRps === 0
    ? null
    : (Math.max(0, total - before - done) / rateRps) * 1000
}
