import type { RequestPhase, WorkloadPlan } from '@sagellm-benchmark/protocol-types'
import type { RandomSource } from '@sagellm-benchmark/protocol-types/random'
import type { PromptText } from '@sagellm-benchmark/protocol-types/shapes'
import type { Tokenizer } from '@sagellm-benchmark/protocol-types/engine'
import type { z } from 'zod'
import type { Trace } from '../traces/trace.js'
import type { TraceOptions } from '../traces/trace-options.js'
import type { BuiltPrompt } from './build-to-length.js'
import type { Counting } from './counting.js'

/** What a source is opened with: one workload of one run. */
export type SourceContext = {
  readonly workload: WorkloadPlan
  /** The run's seed. */
  readonly seed: number
  /** Of the texts: another one gives other words of the same lengths, in the same order of rows. @default seed */
  readonly textSeed?: number
  readonly form: 'messages' | 'text'
  /** The target's own tokenizer; `null` where it is not at hand. */
  readonly tokenizer: Tokenizer | null
  /** Requests of the whole run, warm-up included; 0 where its duration decides. */
  readonly requestsPlanned: number
  /** Content of a file that `files` named. @throws BenchError `not_found` when the caller did not bring it. */
  readonly fileText: (path: string) => string
  /** A trace that `traces` named. @throws BenchError `not_found` when the caller did not bring it. */
  readonly traceOf: (options: TraceOptions) => Trace
  /** Requests of all rounds before this one, warm-up included: the place in a data set that is read in order. */
  readonly ordinalOf: (slot: Pick<PromptSlot, 'phase' | 'round' | 'index'>) => number
}

/** The place of one request in its run. */
export type PromptSlot = {
  readonly phase: RequestPhase
  readonly round: number
  readonly index: number
  /** Tokens that a prompt of the project's own is to have. */
  readonly promptTokens: number
  readonly language: 'en' | 'zh'
  /** Text that a prompt of the project's own begins with; no two requests of a run have the same. */
  readonly opening: string
  /** The request's own stream of random numbers. */
  readonly random: RandomSource
}

/** A prompt, and what its data set says about the reply. */
export type DrawnPrompt = BuiltPrompt & {
  /** It is sent as it was found: its workload's length is no wish for it. @default false */
  readonly asFound?: boolean
  /** Tokens that this prompt was to have. @default the workload's, or none where it is sent as it was found */
  readonly requestedTokens?: number
  /** Tokens to generate; absent = the workload's. */
  readonly outputTokens?: number
  /** Fields of the request's body, merged over the workload's. */
  readonly extraBody?: Readonly<Record<string, unknown>>
}

export interface OpenSource {
  /** What has to be counted and checked before the first prompt, e.g. that a data set has enough of them. */
  prepare?(): Counting<void>
  /** The prompt of one place. Any order, any subset: the answer depends on the place alone. */
  draw(slot: PromptSlot): Counting<DrawnPrompt>
}

/** Where prompts come from: a family of the project's own text, or a data set. */
export interface PromptSource<Options = unknown> {
  /** What `WorkloadPlan.source` names; its file is called the same, with hyphens. */
  readonly name: string
  readonly description: string
  /** What kind of text its prompts are. @default `recorded` where it reads files or traces, else `composed` */
  readonly text?: PromptText
  /** `WorkloadPlan.sourceOptions`. Defaults live here. */
  readonly options: z.ZodType<Options>
  /** Paths of the files whose content it needs; the caller reads them. @throws BenchError `invalid_argument` as `open`. */
  files(options: Options): readonly string[]
  /** Traces that it needs; the caller reads them. @default none */
  traces?(options: Options): readonly TraceOptions[]
  /**
   * Prompt tokens of a request that a prefix cache without a limit finds on average, where the source makes prompts begin alike.
   * @default none
   */
  sharedTokens?(options: Options, workload: WorkloadPlan): number | null
  /** @throws BenchError `invalid_argument` or `corrupt_data` for options or files that cannot be used. */
  open(options: Options, context: SourceContext): OpenSource
}
