import type { RequestRecord, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { KeptJournal } from '@sagellm-benchmark/protocol-types/telemetry'
import type { CalibrationFile } from '@sagellm-benchmark/protocol-types/artifacts'
import {
  type Journal,
  openJournal,
  type RecordSink,
  type RequestSource,
  requestsByRound,
  type ResumeState,
  type RunObserver,
  runPlan,
  type RunPlanOptions,
  type RunResult,
} from '@sagellm-benchmark/runner'
import { type PlanPart, planRequests, planRequestsAsync } from '@sagellm-benchmark/workloads'
import type { Trace } from '@sagellm-benchmark/workloads/traces'
import { isOfSessions, planSessions } from '@sagellm-benchmark/workloads/sessions'
import { promptCountingFor } from '../counting/prompt-counting-for.js'
import type { PromptCounting } from '../counting/prompt-counting.js'
import type { SessionFiles } from '../files/planned-sessions.js'
import type { ResolvedIo } from '../io.js'
import type { OpenTarget } from '../targets/define-target.js'
import { type ServerWatch, watchServer } from './server-watch.js'

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
  /** Traces that the plan names, by their key. @default none */
  readonly traces?: ReadonlyMap<string, Trace>
  /** Files of sessions that the plan names, by their key. @default none */
  readonly sessionFiles?: SessionFiles
  /** May end a workload early; see `runPlan`. @default none */
  readonly watch?: RunPlanOptions['watch']
  /** Of a run whose shards each keep their own records: those of this process alone are written. @default false */
  readonly ownRecordsOnly?: boolean
  /** Beside those of the caller. @default [] */
  readonly observers?: readonly RunObserver[]
  readonly io: ResolvedIo
}

/** A measured plan, and what was seen of its target around each workload. */
export type MeasuredPlan = {
  readonly result: RunResult
  readonly watched: ServerWatch
  /** What was written, where it holds the records of this process alone. */
  readonly kept: KeptJournal | null
}

/** Sends a plan's requests to an open target, each record on disk as it ends. */
export async function measurePlan(options: MeasurePlanOptions): Promise<MeasuredPlan> {
  const { plan, target, resume = null, shiftMs = 0, files = {}, traces = new Map(), observers = [], io } = options
  const { sessionFiles = new Map(), ownRecordsOnly = false } = options
  const counting = await promptCountingFor(target, io)
  const requests = requestsOf({ plan, target, files, traces, sessionFiles, io }, counting)
  const journal = openJournal(options.folder, { mode: resume ? 'continue' : 'new', digest: ownRecordsOnly })
  const watched = watchServer(target)
  try {
    const result = await runPlan({
      plan,
      client: target.client,
      requests,
      journal: ownRecordsOnly ? ownOnly(journal) : journal,
      resume,
      shiftMs,
      loadKinds: io.loadKinds,
      calibration: options.calibration,
      clock: io.clock,
      observers: [watched.observer, ...io.observers, ...observers],
      around: watched.around,
      watch: options.watch,
      signal: io.signal,
      ...(io.stopSignal ? { stopSignal: io.stopSignal } : {}),
    })
    return { result, watched, kept: ownRecordsOnly ? journal.kept() : null }
  } finally {
    journal.close()
  }
}

/** Those of other shards are told of without what is kept there. */
function ownOnly(journal: Journal): RecordSink {
  const isOwn = ({ shard }: RequestRecord) => shard === null
  return { append: (records) => journal.append(records.filter(isOwn)) }
}

type Building = Required<Pick<MeasurePlanOptions, 'plan' | 'target' | 'files' | 'traces' | 'sessionFiles' | 'io'>>

/** The requests of a plan, counted as the target allows it; the target is left alone while it is measured. */
function requestsOf(
  { plan, target, files, traces, sessionFiles, io }: Building,
  counting: PromptCounting | null,
): RequestSource {
  const { sources, sessionSources, loadKinds } = io
  const { countPrompt: own, ...resources } = target.resources
  const shared = { files, traces, sessionFiles, sources, sessionSources, loadKinds, ...resources }
  if (counting === null) {
    const ofSessions = new Set(plan.workloads.filter(isOfSessions).map(({ name }) => name))
    const build = (part: PlanPart) => {
      if (ofSessions.has(part.workload))
        return planSessions(plan, part, { ...shared, ...(own ? { countPrompt: own } : {}) })
      return own ? planRequestsAsync(plan, part, { ...shared, countPrompt: own }) : planRequests(plan, part, shared)
    }
    return requestsByRound(plan, build, { loadKinds })
  }
  const { countPrompt, marked, loadBegins, loadEnds } = counting
  const build = async function* (part: PlanPart) {
    for await (const each of planRequestsAsync(plan, part, { ...shared, countPrompt })) yield marked(each)
  }
  return { ...requestsByRound(plan, build, { loadKinds }), loadBegins, loadEnds }
}
