import type { Clock, RequestPhase, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
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

const RATE_WINDOW_MS = 10_000

type Ended = { readonly at: number; readonly tokens: number | null }

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
  let workloadCount = 0
  let current: WorkloadPlan | null = null
  let workloadIndex = 0
  let rounds = 1
  let warmup = { requests: 0, seconds: 0 }
  let durationMs: number | null = null
  let measuredAt: number | null = null
  let phase: RequestPhase | null = null
  let before = 0
  let sent = 0
  let done = 0
  let failed = 0
  let runDone = 0
  let runFailed = 0
  let ended: Ended[] = []

  const forget = (now: number) => {
    const first = ended.findIndex(({ at }) => at >= now - RATE_WINDOW_MS)
    if (first !== 0) ended = first < 0 ? [] : ended.slice(first)
  }

  const total = () => {
    if (!current || durationMs !== null) return null
    return current.requests * rounds + (warmup.seconds > 0 ? 0 : warmup.requests)
  }

  const eta = (now: number, rate: number | null): number | null => {
    if (durationMs !== null) return measuredAt === null ? null : Math.max(0, measuredAt + durationMs - now)
    const all = total()
    // With fewer ended than under way, the rate is that of a beginning: of the warm-up, or of the quickest.
    if (done < sent - done) return null
    return all === null || rate === null || rate === 0 ? null : (Math.max(0, all - before - done) / rate) * 1000
  }

  return {
    onStart({ plan }) {
      startedAt = clock.now()
      workloadCount = plan.workloads.length
      rounds = plan.rounds
      warmup = plan.warmup
      durationMs = plan.stop.durationSeconds === null ? null : plan.stop.durationSeconds * 1000
    },
    onWorkloadStart({ workload, index, finishedBefore }) {
      current = workload
      workloadIndex = index
      workloadStartedAt = clock.now()
      measuredAt = null
      phase = null
      before = finishedBefore
      sent = 0
      done = 0
      failed = 0
      ended = []
    },
    onSend(planned) {
      sent += 1
      phase = planned.phase
      if (planned.phase === 'measured') measuredAt ??= clock.now()
    },
    onRecord(record) {
      done += 1
      runDone += 1
      if (record.errorClass !== null && record.errorClass !== 'cancelled_by_run') {
        failed += 1
        runFailed += 1
      }
      // A failure adds none; a success whose tokens nobody counted makes the rate unknown, not low.
      ended.push({ at: clock.now(), tokens: record.errorClass === null ? record.outputTokens : 0 })
      if (ended.length % 256 === 0) forget(clock.now())
    },
    onWorkloadEnd() {
      current = null
      phase = null
    },
    snapshot() {
      const now = clock.now()
      forget(now)
      const spanMs = Math.min(RATE_WINDOW_MS, now - workloadStartedAt)
      const perSecond = (count: number) => (spanMs > 0 ? (count / spanMs) * 1000 : null)
      const rateRps = ended.length > 0 ? perSecond(ended.length) : null
      const tokens = ended.reduce<number | null>(
        (sum, each) => (sum === null || each.tokens === null ? null : sum + each.tokens),
        0,
      )
      return {
        workload: current?.name ?? null,
        workloadIndex,
        workloadCount,
        phase,
        done: before + done,
        failed,
        inFlight: sent - done,
        total: total(),
        runDone,
        runFailed,
        rateRps,
        outputTokensPerSecond: ended.length > 0 && tokens !== null ? perSecond(tokens) : null,
        elapsedMs: startedAt === null ? 0 : now - startedAt,
        etaMs: current === null ? null : eta(now, rateRps),
      }
    },
  }
}
