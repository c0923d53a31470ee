import type { EngineClient } from '@sagellm-benchmark/clients'
import { type Clock, type RunPlan, systemClock, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import type { ResumeState } from '../journal/resume-plan.js'
import { notifyAll } from '../observe/notify-all.js'
import type { RunObserver } from '../observe/run-observer.js'
import { measureClockOffsets } from '../overhead/clock-offsets.js'
import type { OverheadMonitor } from '../overhead/overhead-monitor.js'
import { type BreakReason, createErrorBreaker } from './error-breaker.js'
import { buildAll, type BuiltWorkload } from './build-all.js'
import { createPrecisionWatch } from './precision-watch.js'
import { workloadOutcome } from './workload-outcome.js'
import type { LoadGenerator } from './load-generator.js'
import type { LoadWatch } from './load-watch.js'
import type { RecordSink } from './recorder.js'
import type { RequestSource } from './request-source.js'
import type { RunResult, WorkloadOutcome } from './run-result.js'
import { thisThread } from './this-thread.js'

export type RunPlanOptions = {
  readonly plan: RunPlan
  /** Opened by the run for each workload's load; closed by whoever made it. Or threads that have clients of their own. */
  readonly client: EngineClient | LoadGenerator
  readonly requests: RequestSource
  /** Kinds of load beside those of the project. @default [] */
  readonly loadKinds?: readonly LoadKind[]
  /** The clock that the client stamps with. @default systemClock() */
  readonly clock?: Clock
  /** Where records are kept; `null` keeps none, observers still see them. @default null */
  readonly journal?: RecordSink | null
  /** @default [] */
  readonly observers?: readonly RunObserver[]
  /**
   * Happens around each workload, from before its first request, warm-up included, until after its last answer: for what looks at the
   * target before and after. It calls `drive` once, and returns what that gives. @default drive()
   */
  readonly around?: (workload: WorkloadPlan, drive: () => Promise<WorkloadOutcome>) => Promise<WorkloadOutcome>
  /** Made for each workload when its load begins: may end it early. @default none */
  readonly watch?: ((workload: WorkloadPlan) => LoadWatch) | undefined
  /** A target that cannot be connected to fails its requests, as records, instead of ending the run. @default false */
  readonly openMayFail?: boolean
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
  const { plan, client, requests, resume = null, loadKinds = [] } = options
  const clock = options.clock ?? systemClock()
  const generator = 'drive' in client ? client : thisThread(client, { clock, monitor: options.monitor })
  const signal = options.signal ?? new AbortController().signal
  const observers = notifyAll(options.observers ?? [])
  const shiftMs = options.shiftMs ?? axisShiftMs(resume, clock)
  const offsets = measureClockOffsets(clock)

  observers.onStart({ plan, at: clock.now() + shiftMs })
  const built = await buildAll({ plan, loadKinds, requests, clock, signal, onBuilt: observers.onBuild })
  let outcomes: WorkloadOutcome[]
  try {
    await requests.loadBegins?.()
    outcomes = await driveAll(built, { ...options, clock, generator, signal, observers, shiftMs })
  } finally {
    requests.loadEnds?.()
    await Promise.all(built.map(({ close }) => close()))
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

type Driving = Omit<RunPlanOptions, 'observers'> & {
  readonly clock: Clock
  readonly generator: LoadGenerator
  readonly signal: AbortSignal
  readonly observers: ReturnType<typeof notifyAll>
  readonly shiftMs: number
}

/** One workload after the other, until one shows that the target cannot be reached: the others would fail too. */
async function driveAll(built: readonly BuiltWorkload[], driving: Driving): Promise<WorkloadOutcome[]> {
  const outcomes: WorkloadOutcome[] = []
  for (const [index, each] of built.entries()) {
    const drive = () => driveOne(each, index, driving)
    // An interrupted run sends nothing more, so the target is not watched either.
    const around = driving.signal.aborted ? undefined : driving.around
    const driven = () => (around ? around(each.workload, drive) : drive())
    const outcome = each.problem === null ? await driven() : notDriven(each, driving)
    outcomes.push(outcome)
    driving.observers.onWorkloadEnd(outcome)
    if (outcome.stopReason === 'target_unreachable') break
  }
  return outcomes
}

async function driveOne(built: BuiltWorkload, index: number, driving: Driving): Promise<WorkloadOutcome> {
  const { plan, clock, generator, signal, observers, shiftMs, resume = null } = driving
  const { workload, loadKind, requests } = built
  const breaker = createErrorBreaker(plan.stop.afterErrors)
  const precision = createPrecisionWatch({ plan, workload, loadKind, clock })
  const watch = driving.watch?.(workload)
  const own = [breaker, precision, watch].flatMap((each) => each?.signal ?? [])
  const driven = await generator.drive({
    plan,
    workload,
    loadKind,
    requests,
    calibration: driving.calibration ?? null,
    openMayFail: driving.openMayFail ?? false,
    signal: AbortSignal.any([signal, ...own]),
    stopSignal: driving.stopSignal ?? new AbortController().signal,
    shiftMs,
    sink: driving.journal ?? null,
    finished: resume?.finished ?? new Set(),
    usedMs: resume?.usedMs.get(workload.name) ?? 0,
    onStarted() {
      const finishedBefore = resume?.finishedByWorkload.get(workload.name) ?? 0
      const { identity } = generator
      observers.onWorkloadStart({ workload, index, identity, finishedBefore, at: clock.now() + shiftMs })
    },
    onSend(planned) {
      watch?.sent()
      observers.onSend(planned)
    },
    onRecord(record) {
      breaker.add(record)
      precision?.add(record)
      watch?.add(record)
      observers.onRecord(record)
    },
  })
  const outcome = precision ? { ...driven, precision: precision.finding() } : driven
  if (signal.aborted || driven.stopReason !== 'interrupted') return outcome
  if (breaker.signal.aborted) return { ...outcome, stopReason: breaker.signal.reason as BreakReason }
  if (watch?.signal.aborted) return { ...outcome, stopReason: 'decided' }
  return precision?.signal.aborted ? { ...outcome, stopReason: 'precision' } : outcome
}

/** The outcome of a workload whose requests could not be built. */
function notDriven({ workload, problem }: BuiltWorkload, { generator, calibration = null }: Driving): WorkloadOutcome {
  const none = workloadOutcome([], {
    workload,
    identity: generator.identity,
    calibration,
    loadThreads: generator.threads,
  })
  return { ...none, stopReason: 'prompts_unavailable', problem }
}

/**
 * What a resumed run adds to its stamps, ms: records go on where the earlier process left off. The axis leaves out the time
 * between the two, in which nothing was measured.
 */
export function axisShiftMs(resume: ResumeState | null, clock: Clock): number {
  return resume?.continueAtMs == null ? 0 : resume.continueAtMs - clock.now()
}
