import { BenchError, type RunPlan, type WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { LoadKind } from '@sagellm-benchmark/protocol-types/loads'
import type { MixPart } from '@sagellm-benchmark/protocol-types/shapes'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { promptSourceOf } from '../sources/prompt-sources.js'
import type { PromptSource } from '../sources/prompt-source.js'
import type { Trace } from '../traces/trace.js'
import { TraceOptions } from '../traces/trace-options.js'
import { SessionFileOptions } from '../sessions/session-file-options.js'
import type { SessionSource, Sessions } from '../sessions/session-source.js'
import { sessionSourceOf } from '../sessions/session-sources.js'
import type { CountingResources } from '../tokens/prompt-counter.js'

/** What planning needs from outside: nothing here reads a file or asks a server by itself. */
export type PlanResources = CountingResources & {
  /** Contents of the files that `plannedFiles` names, by path. @default {} */
  readonly files?: Readonly<Record<string, string>>
  /** Traces that `plannedTraces` names, by their key. @default none */
  readonly traces?: ReadonlyMap<string, Trace>
  /** Sources of prompts beside those of the project, for workloads that name them. @default [] */
  readonly sources?: readonly PromptSource[]
  /** Files of sessions that `plannedSessionFiles` names, by their key; each is asked anew for every reading. @default none */
  readonly sessionFiles?: ReadonlyMap<string, () => Sessions>
  /** Sources of sessions beside those of the project, for workloads that name them. @default [] */
  readonly sessionSources?: readonly SessionSource[]
  /** Kinds of load beside those of the project, for workloads that name them. @default [] */
  readonly loadKinds?: readonly LoadKind[]
  /** Messages for chat endpoints, one text for completion endpoints. @default what the plan's target takes */
  readonly form?: 'messages' | 'text'
}

/** The same, where counting may take time: the `/tokenize` route of a server, a model in another thread. */
export type AsyncPlanResources = Omit<PlanResources, 'countPrompt'> & {
  readonly countPrompt: (input: PromptInput) => number | Promise<number>
  /** Prompts that are counted at once. @default 8 */
  readonly countsAtOnce?: number
}

/**
 * Paths of the files whose contents a plan needs, each once. Read them and pass them on as `files`.
 *
 * @throws BenchError `invalid_argument` for an unknown source or options it does not take.
 */
export function plannedFiles(plan: RunPlan, { sources }: Pick<PlanResources, 'sources'> = {}): string[] {
  const paths = sourcesOf(plan).flatMap((each) => promptSourceOf(each.source, sources).files(each.sourceOptions))
  return [...new Set(paths)]
}

/**
 * The traces that a plan needs, each once, under the key by which `traces` has to hold it.
 *
 * @throws BenchError `invalid_argument` as `plannedFiles`.
 */
export function plannedTraces(
  plan: { readonly workloads: readonly SourceOf[] },
  { sources }: Pick<PlanResources, 'sources'> = {},
): ReadonlyMap<string, TraceOptions> {
  const wanted = sourcesOf(plan).flatMap(
    (each) => promptSourceOf(each.source, sources).traces?.(each.sourceOptions) ?? [],
  )
  return new Map(wanted.map((options) => [traceKey(options), options]))
}

/**
 * The files of sessions that a plan needs, each once, under the key by which `sessionFiles` has to hold it.
 *
 * @throws BenchError `invalid_argument` for an unknown source or options it does not take.
 */
export function plannedSessionFiles(
  plan: RunPlan,
  { sessionSources }: Pick<PlanResources, 'sessionSources'> = {},
): ReadonlyMap<string, SessionFileOptions> {
  const wanted = plan.workloads
    .filter(isOfSessions)
    .flatMap((each) => sessionSourceOf(each.source, sessionSources).files?.(each.sourceOptions) ?? [])
  return new Map(wanted.map((options) => [sessionFileKey(options), options]))
}

/** Whether a workload's source gives sessions. */
export function isOfSessions({ sessions }: Pick<WorkloadPlan, 'sessions'>): boolean {
  return sessions != null
}

function requestWorkloads<Workload extends SourceOf>({
  workloads,
}: {
  readonly workloads: readonly Workload[]
}): Workload[] {
  return workloads.filter((each) => !isOfSessions(each))
}

/** Where the prompts of a workload, or of a scenario of a comparison, come from. */
type SourceOf = Pick<WorkloadPlan, 'source' | 'sourceOptions' | 'sessions' | 'mix'>

function sessionFileKey({ path, format, startSeconds, durationSeconds }: SessionFileOptions): string {
  return JSON.stringify([path, format, startSeconds, durationSeconds])
}

/** Looks a file of sessions up among those that the caller brought. */
export function sessionLookup(
  files: ReadonlyMap<string, () => Sessions> = new Map(),
): (options: SessionFileOptions) => Sessions {
  return (options) => {
    const open = files.get(sessionFileKey(SessionFileOptions.parse(options)))
    if (open) return open()
    throw new BenchError('not_found', `the sessions of ${options.path} were not given`, {
      hint: 'open the files that plannedSessionFiles names and pass them as sessionFiles',
    })
  }
}

/**
 * Prompt tokens of a request that a prefix cache without a limit finds on average, where the workload's source makes prompts begin
 * alike; `null` where it does not.
 */
export function sharedTokens(workload: WorkloadPlan, { sources }: Pick<PlanResources, 'sources'> = {}): number | null {
  if (isOfSessions(workload)) return null
  return promptSourceOf(workload.source, sources).sharedTokens?.(workload.sourceOptions, workload) ?? null
}

/** The sources of all requests: those of every workload, and of every part of one that is a mix. */
function sourcesOf(plan: {
  readonly workloads: readonly SourceOf[]
}): Pick<WorkloadPlan, 'source' | 'sourceOptions'>[] {
  return requestWorkloads(plan).flatMap((each) => {
    const { mix = [], source, sourceOptions } = each
    const own = { source, sourceOptions }
    const ofPart = (part: MixPart) =>
      part.source === undefined ? own : { source: part.source, sourceOptions: part.sourceOptions ?? {} }
    return mix.length === 0 ? [own] : mix.map(ofPart)
  })
}

/** Two workloads that want the same rows of the same file share one trace. */
function traceKey(options: TraceOptions): string {
  return JSON.stringify(TraceOptions.parse(options))
}

/** Looks a trace up among those that the caller brought. */
export function traceLookup(traces: ReadonlyMap<string, Trace> = new Map()): (options: TraceOptions) => Trace {
  return (options) => {
    const trace = traces.get(traceKey(options))
    if (trace) return trace
    throw new BenchError('not_found', `the trace ${options.path} was not given`, {
      hint: 'read the traces that plannedTraces names and pass them as traces',
    })
  }
}

/** Looks a file up among those that the caller brought. */
export function fileLookup(files: Readonly<Record<string, string>> = {}): (path: string) => string {
  return (path) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined
    if (text !== undefined) return text
    throw new BenchError('not_found', `the content of ${path} was not given`, {
      hint: 'read the files that plannedFiles names and pass them as files',
    })
  }
}
