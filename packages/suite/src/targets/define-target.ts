import type { Dialect, EngineClient } from '@sagellm-benchmark/clients'
import type { ApiKey, Waiting } from '@sagellm-benchmark/clients/endpoint'
import type { ObserveTargetOptions, TargetObserver } from '@sagellm-benchmark/probes'
import type { Clock, RunPlan, TargetPlan } from '@sagellm-benchmark/protocol-types'
import type { FlagName } from '@sagellm-benchmark/protocol-types/records'
import type { LoadGenerator } from '@sagellm-benchmark/runner'
import type { Rendezvous } from '@sagellm-benchmark/runner/shards'
import type { AsyncPlanResources } from '@sagellm-benchmark/workloads'

/** How prompts are built to length for a target: with its own tokenizer, by asking it, or (neither) by estimate. */
export type TargetResources = Pick<AsyncPlanResources, 'tokenizer' | 'countsTemplate'> &
  Partial<Pick<AsyncPlanResources, 'countPrompt'>>

/** What opening a target needs beside the plan. Nothing of it is written anywhere. */
export type TargetIo = {
  /** Never part of a plan or an artifact. @default none */
  readonly apiKey?: ApiKey | null
  /** @default systemClock() */
  readonly clock?: Clock
  /** Dialects beside those of the project, for an endpoint; they exist in this thread only. @default [] */
  readonly dialects?: readonly Dialect[]
  /** Address (file URL) of a module that exports `dialects`, which load threads import too. @default none */
  readonly dialectModule?: string | null
  /** Ends the wait for a server. @default never */
  readonly signal?: AbortSignal
  /** Called with what is waited for while a server is not ready, and with `null` when the wait is over. @default nothing */
  readonly onWaiting?: (waiting: Waiting | null) => void
  /** Called with each sentence that the user has to know before the first request. @default nothing */
  readonly warn?: (text: string) => void
  /** Starts the server where nothing answers at its address; closing the target stops it. @default nothing is started */
  readonly start?: {
    /** A shell command. */
    readonly command: string
    /** File that gets what the command prints. */
    readonly logFile: string
    readonly cwd: string
  } | null
  /** Answers that the load will have in flight, for what has to be tried under it. @default 1 */
  readonly together?: number
  /** Measures the one model that is served where the plan's is not, flagged `model_substituted`. @default false */
  readonly substituteModel?: boolean
  /** The shards that share the load of an endpoint. @default none: this process sends all of it */
  readonly rendezvous?: Rendezvous | null
}

/** The process of a target that was started here. */
export type TargetProcess = {
  readonly pid: number
  readonly logFile: string
  /** Resolves when it has ended, with a sentence on how. */
  readonly ended: Promise<string>
}

/** A target ready to be measured. */
export interface OpenTarget {
  /** The target's part of the plan as it was really opened: another model where one was substituted. */
  readonly plan: TargetPlan
  readonly client: EngineClient | LoadGenerator
  /** Sends single requests outside of any load, from this thread. @default none: there is no server to try something on */
  readonly trial?: EngineClient
  readonly resources: TargetResources
  /** The build of the engine, as its answers say (`system_fingerprint`). @default it does not say */
  readonly fingerprint?: string | null
  /** Anything clamped, substituted or simulated about the target, for every artifact. */
  readonly flags: readonly FlagName[]
  /** `null` where nothing was started for it. */
  readonly process: TargetProcess | null
  /**
   * Watches the target through a measured phase: its pages, its log, its process. `null` where there is nothing outside
   * of the client to watch.
   */
  readonly observe: ((options?: ObserveOptions) => Promise<TargetObserver>) | null
  /** Watches the other base URLs of its deployment, each for itself. @default there is no other */
  readonly observeOthers?: readonly ((options?: ObserveOptions) => Promise<TargetObserver>)[]
  /** Largest memory the target is known to have used, MiB; `null` where it cannot be known. */
  peakMemoryMb(): number | null
  /** Ends what `open` started, and nothing else. */
  close(): Promise<void>
}

export type ObserveOptions = Partial<Omit<ObserveTargetOptions, 'url' | 'headers' | 'clock'>>

type TargetKind = TargetPlan['kind']

/** One kind of target: how a plan's target becomes something that answers. */
export interface TargetDefinition<Kind extends TargetKind = TargetKind> {
  readonly kind: Kind
  /** One line for people. */
  readonly description: string
  /**
   * Opens it, so that the first request can be sent. What was started is ended again where this throws.
   *
   * @throws BenchError for a target that cannot be had.
   */
  open(plan: PlanFor<Kind>, io: TargetIo): Promise<OpenTarget>
}

/** A plan whose target is of one kind. */
export type PlanFor<Kind extends TargetKind> = Omit<RunPlan, 'target'> & {
  readonly target: Extract<TargetPlan, { kind: Kind }>
}

/** A definition whose kind has been forgotten, as a list of targets holds it. */
export type AnyTarget = { readonly [Kind in TargetKind]: TargetDefinition<Kind> }[TargetKind]

/**
 * Declares a kind of target. Hand it to the function that opens one; a definition of yours goes before ours of its kind.
 *
 * @example
 * const mine = defineTarget({ kind: 'native', description: 'my engine', open: async (plan) => ({ ... }) })
 * await openTarget(plan, {}, [mine])
 */
export function defineTarget<Kind extends TargetKind>(definition: TargetDefinition<Kind>): TargetDefinition<Kind> {
  return definition
}
