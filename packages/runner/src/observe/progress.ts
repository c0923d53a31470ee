import { wasCancelled } from '@sagellm-benchmark/protocol-types/records'
import type { Clock, RequestPhase, RequestRecord, RunPlan, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import { createRateWindow } from './rate-window.js'
import type { RunObserver } from './run-observer.js'

/** What a progress display needs at one moment. Counts are of this process; rates are per second. */
export type ProgressSnapshot = {
  readonly workload: string | null
  /** Prompts of the workload are being built; `null` when its load has begun. */
  readonly building: Building | null
  /** From 0. */
  readonly workloadIndex: number
  readonly workloadCount: number
  /** Phase of the newest record or, before the first, of the newest request; `null` outside of a workload. */
  readonly phase: RequestPhase | null
  /** Measured requests of the current workload, as the result counts them; what a resumed run had finished is counted in. */
  readonly done: number
  readonly failed: number
  /** Cut off by the run itself: part of `done`, and no failure. */
  readonly cancelledByRun: number
  /** Warm-up requests of the current workload that have ended, and how many of them failed: in no result. */
  readonly warmup: { readonly done: number; readonly failed: number }
  /** Of both phases. */
  readonly inFlight: number
  /** Measured requests of the current workload; `null` where only its duration is known. */
  readonly total: number | null
  /** Ended requests per second over the last ten seconds. */
  readonly rateRps: number | null
  readonly outputTokensPerSecond: number | null
  readonly elapsedMs: number
  /** Until the current workload's end; `null` while nothing supports an estimate. */
  readonly etaMs: number | null
}

/** Requests that stand ready before their load begins; `total` is `null` where only time ends the load. */
type Building = { readonly built: number; readonly total: number | null }

export interface Progress extends RunObserver {
  snapshot(): ProgressSnapshot
}

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
  let building: Building | null = null
  let measuredAt: number | null = null
  let phase: RequestPhase | null = null
  let counts = countsFrom(0)
  const ended = createRateWindow()

  const total = () => (plan && current ? requestsOf(current, plan) : null)
  const eta = (now: number, rateRps: number | null) => {
    const durationSeconds = plan?.stop.durationSeconds ?? null
    if (durationSeconds === null) return untilAllAreDone(counts, { total: total(), rateRps })
    return measuredAt === null ? null : Math.max(0, measuredAt + durationSeconds * 1000 - now)
  }

  return {
    onStart(event) {
      startedAt = clock.now()
      plan = event.plan
    },
    onBuild({ workload, index, built, total: wanted }) {
      current = workload
      workloadIndex = index
      building = { built, total: wanted }
    },
    onWorkloadStart({ workload, index, finishedBefore }) {
      current = workload
      building = null
      workloadIndex = index
      workloadStartedAt = clock.now()
      measuredAt = null
      phase = null
      counts = countsFrom(finishedBefore)
      ended.clear()
    },
    onSend(planned) {
      counts.sent += 1
      phase = planned.phase
      if (planned.phase === 'measured') measuredAt ??= clock.now()
    },
    onRecord(record) {
      count(counts, record)
      // A failure adds none; a success whose tokens nobody counted makes the rate unknown, not low.
      ended.add(clock.now(), record.errorClass === null ? record.outputTokens : 0)
    },
    onWorkloadEnd() {
      current = null
      building = null
      phase = null
    },
    snapshot() {
      const now = clock.now()
      const rates = ended.rates(now, workloadStartedAt)
      return {
        workload: current?.name ?? null,
        building,
        workloadIndex,
        workloadCount: plan?.workloads.length ?? 0,
        phase,
        done: counts.before + counts.done,
        failed: counts.failed,
        cancelledByRun: counts.cancelledByRun,
        warmup: { ...counts.warmup },
        // The report of an end may arrive before that of the send, when a load thread sends them.
        inFlight: Math.max(0, counts.sent - counts.ended),
        total: total(),
        ...rates,
        elapsedMs: startedAt === null ? 0 : now - startedAt,
        etaMs: current === null ? null : eta(now, rates.rateRps),
      }
    },
  }
}

/** Counted anew for each workload: what was finished before a resume, what was sent and ended in both phases, and the measured ones. */
function countsFrom(before: number) {
  return { before, sent: 0, ended: 0, done: 0, failed: 0, cancelledByRun: 0, warmup: { done: 0, failed: 0 } }
}

type Counts = ReturnType<typeof countsFrom>

/** By the rules of the result: warm-up apart, and what was cut off from our side is no failure. */
function count(counts: Counts, { phase, errorClass }: RequestRecord): void {
  counts.ended += 1
  const own = phase === 'warmup' ? counts.warmup : counts
  own.done += 1
  if (errorClass === 'cancelled_by_run') counts.cancelledByRun += Number(phase === 'measured')
  else if (errorClass !== null && !wasCancelled(errorClass)) own.failed += 1
}

/** Measured requests of a workload; `null` where only its duration is known. */
function requestsOf({ requests }: WorkloadPlan, { rounds, stop }: RunPlan): number | null {
  return stop.durationSeconds === null ? requests * rounds : null
}

/** Ms until the rest has ended at this rate; `null` while nothing supports an estimate. */
function untilAllAreDone(
  { before, sent, ended, done }: Counts,
  { total, rateRps }: Pick<ProgressSnapshot, 'total' | 'rateRps'>,
): number | null {
  // While fewer requests have ended than are in flight, the rate is that of the warm-up or of the fastest requests only.
  if (ended < sent - ended || total === null || rateRps === null || rateRps === 0) return null
  return (Math.max(0, total - before - done) / rateRps) * 1000
}
