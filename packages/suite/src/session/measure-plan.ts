import type { RunPlan } from '@sagellm-benchmark/protocol-types'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  openJournal,
  requestsByRound,
  type ResumeState,
  type RunObserver,
  runPlan,
  type RunResult,
} from '@sagellm-benchmark/runner'
import { planRequests, planRequestsAsync } from '@sagellm-benchmark/workloads'
import type { ResolvedIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'

export type MeasurePlanOptions = {
  readonly plan: RunPlan
  readonly target: OpenTarget
  /** Gets records.jsonl. */
  readonly folder: string
  /** @default null */
  readonly resume?: ResumeState | null
  /** Added to every stamp. @default 0 */
  readonly shiftMs?: number
  /** What is known of this machine's client; `null` where it was never measured. */
  readonly calibration: CalibrationFile | null
  /** Contents of the files that the plan names. @default {} */
  readonly files?: Readonly<Record<string, string>>
  /** Beside those of the caller. @default [] */
  readonly observers?: readonly RunObserver[]
  readonly io: ResolvedIo
}

/** Sends a plan's requests to an open target, each record on disk as it ends. */
export async function measurePlan(options: MeasurePlanOptions): Promise<RunResult> {
  const { plan, target, resume = null, shiftMs = 0, files = {}, observers = [], io } = options
  const { countPrompt, ...counting } = target.resources
  const { sources, loadKinds } = io
  const shared = { files, sources, loadKinds, ...counting }
  const requests = requestsByRound(
    plan,
    (part) =>
      countPrompt ? planRequestsAsync(plan, part, { ...shared, countPrompt }) : planRequests(plan, part, shared),
    { loadKinds },
  )
  const journal = openJournal(options.folder, { mode: resume ? 'continue' : 'new' })
  try {
    return await runPlan({
      plan,
      client: target.client,
      requests,
      journal,
      resume,
      shiftMs,
      loadKinds,
      calibration: options.calibration,
      clock: io.clock,
      observers: [...io.observers, ...observers],
      signal: io.signal,
      ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
    })
  } finally {
    journal.close()
  }
}
