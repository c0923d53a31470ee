import type { EngineClient } from '@sagellm-benchmark/clients'
import { type Clock, type RunPlan, systemClock } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import { type LoadKind, loadKindOf } from '@sagellm-benchmark/protocol-types/loads'
import type { ResumeState } from '../journal/resume-plan.js'
import { notifyAll } from '../observe/notify-all.js'
import type { RunObserver } from '../observe/run-observer.js'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { type BreakReason, createErrorBreaker } from './error-breaker.js'
import type { LoadGenerator } from './load-generator.js'
import type { RecordSink } from './recorder.js'
import type { RequestSource } from './request-source.js'
import type { RunResult, WorkloadOutcome } from './run-result.js'
import { thisThread } from './this-thread.js'

export type RunPlanOptions = {
  readonly plan: RunPlan
  /** Opened by the run for each workload's load; closed by whoever made it. Or threads that have clients of their own. */
  readonly client: EngineClient | LoadGenerator
  readonly requests: RequestSource
  /** Kinds of load beside those of the project, for one thread: functions do not travel to workers. @default [] */
  readonly loadKinds?: readonly LoadKind[]
  /** The clock that the client stamps with. @default systemClock() */
  readonly clock?: Clock
  /** Where records are kept; `null` keeps none, observers still see them. @default null */
  readonly journal?: RecordSink | null
  /** @default [] */
  readonly observers?: readonly RunObserver[]
  /** Ends the run gently: nothing more starts, what is in flight may finish within the plan's drain time. */
  readonly signal?: AbortSignal
  /** Ends the run at once: what is in flight is cut off. */
  readonly stopSignal?: AbortSignal
  /** Continues an earlier run; see `resumePlan`. @default null */
  readonly resume?: ResumeState | null
  /** Added to every stamp. @default axisShiftMs(resume, clock) */
  readonly shiftMs?: number
  /** How far this machine's client can be trusted, from `readCalibration`; counts where the transport is the same. @default null */
  readonly calibration?: CalibrationFile | null
  /** @default createOverheadMonitor(clock) */
  readonly monitor?: OverheadMonitor
}

/**
 * The load engine: runs a plan's workloads one after the other through a client.
 *
 * Records go to the journal and then to the observers; none is kept in memory. A request that fails is a record. The
 * promise rejects only for defects: a client that breaks its contract, a source that throws, a journal that cannot write.
 *
 * @example
 * const plan = RunPlan.parse({ target: { kind: 'endpoint', url }, workloads })
 * const result = await runPlan({ plan, client, requests, journal: await openJournal('out') })
 */
export async function runPlan(options: RunPlanOptions): Promise<RunResult> {
  const { plan, client, requests, resume = null } = options
  const clock = options.clock ?? systemClock()
  const generator = 'drive' in client ? client : thisThread(client, { clock, monitor: options.monitor })
  const signal = options.signal ?? new AbortController().signal
  const stopSignal = options.stopSignal ?? new AbortController().signal
  const observers = notifyAll(options.observers ?? [])

  const shiftMs = options.shiftMs ?? axisShiftMs(resume, clock)
  const offsets = measureClockOffsets(clock)
  const outcomes: WorkloadOutcome[] = []

  observers.onStart({ plan, at: clock.now() + shiftMs })
  for (const [index, workload] of plan.workloads.entries()) {
    const breaker = createErrorBreaker(plan.stop.afterErrors)
    const driven = await generator.drive({
      plan,
      workload,
      loadKind: loadKindOf(workload.load, options.loadKinds),
      requests,
      calibration: options.calibration ?? null,
      signal: AbortSignal.any([signal, breaker.signal]),
      stopSignal,
      shiftMs,
      sink: options.journal ?? null,
      finished: resume?.finished ?? new Set(),
      usedMs: resume?.usedMs.get(workload.name) ?? 0,
      onStarted() {
        const finishedBefore = resume?.finishedByWorkload.get(workload.name) ?? 0
        const { identity } = generator
        observers.onWorkloadStart({ workload, index, identity, finishedBefore, at: clock.now() + shiftMs })
      },
      onSend: observers.onSend,
      onRecord(record) {
        breaker.add(record)
        observers.onRecord(record)
      },
    })
    const broken = breaker.signal.aborted && !signal.aborted && driven.stopReason === 'interrupted'
    const stopReason = broken ? (breaker.signal.reason as BreakReason) : driven.stopReason
    const outcome = { ...driven, stopReason }
    outcomes.push(outcome)
    observers.onWorkloadEnd(outcome)
    // A server that cannot be reached fails the other workloads too.
    if (stopReason === 'target_unreachable') break
  }

  const result: RunResult = {
    interrupted: outcomes.some(({ stopReason }) => stopReason === 'interrupted' || stopReason === 'not_started'),
    resumed: resume !== null,
    workloads: outcomes,
    clockOffsets: {
      ...offsets,
      toMonotonicMs: offsets.toMonotonicMs - shiftMs,
      toUnixMs: offsets.toUnixMs - shiftMs,
    },
    observerErrors: observers.errors,
  }
  observers.onEnd(result)
  return result
}

/**
 * What a resumed run adds to its stamps, ms: records go on where the earlier process left off. The axis leaves out the time
 * between the two, in which nothing was measured.
 */
export function axisShiftMs(resume: ResumeState | null, clock: Clock): number {
  return resume?.continueAtMs == null ? 0 : resume.continueAtMs - clock.now()
}
