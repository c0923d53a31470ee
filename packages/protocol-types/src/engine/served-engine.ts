import type { GenerationRequest } from './generation-request.js'
import type { Tokenizer } from './tokenizer.js'

/** One step of one choice of a running generation. */
export type GenerationStep = {
  /** Which of the `choices` it belongs to, from 0. */
  readonly choice: number
  /** The token ids this step produced: one, or several where the engine speculates. */
  readonly tokenIds: readonly number[]
  /** The text they completed; may be empty while a UTF-8 character is incomplete. */
  readonly text: string
  /** When the engine had the token, ms on the engine's clock. */
  readonly atMs: number
  /** Set on the last step of the choice. */
  readonly finishReason: 'stop' | 'length' | null
  /** What the text belongs to; absent means `output`. `tool_arguments` is the JSON text of one tool call. */
  readonly channel?: 'output' | 'reasoning' | 'tool_arguments'
  /** On the first step of a choice: prompt tokens that a prefix cache supplied. `null` or absent: the engine does not know. */
  readonly cachedPromptTokens?: number | null
  /** On the first step of a choice: ms it waited for a place in the batch. `null` or absent: the engine does not know. */
  readonly queuedMs?: number | null
}

export type ServedEngineIdentity = {
  /** E.g. `reference-engine`, `backend-cpu`. */
  readonly engine: string
  readonly version: string
  /** The id under which the model is served. */
  readonly model: string
  readonly maxModelLen: number
  /** True where timings come from a model of an engine, not from inference. Every surface repeats it. */
  readonly simulated: boolean
  /** A sentence for reports, e.g. that the weights are random. */
  readonly notice: string | null
}

/** Counters since start and gauges of now. `null` where the engine does not know; never 0 for unknown. */
export type EngineTelemetry = {
  readonly requestsTotal: number
  readonly requestsRunning: number
  readonly requestsWaiting: number
  readonly promptTokensTotal: number
  readonly generationTokensTotal: number
  readonly prefixCacheQueriesTotal: number | null
  readonly prefixCacheHitsTotal: number | null
  readonly preemptionsTotal: number | null
  readonly kvUsedTokens: number | null
  readonly kvCapacityTokens: number | null
  /** Tokens a block of it. */
  readonly kvBlockTokens?: number | null
  /** Decode steps executed, and the sequences they held together: their ratio is the mean batch size. */
  readonly decodeStepsTotal: number
  readonly decodeSequencesTotal: number
  /** Of these steps, how many held sequences of two or more requests: the evidence of cross-request batching. */
  readonly decodeSharedStepsTotal?: number | null
  /** Of these steps, how many were given block tables. */
  readonly decodeBlockTableStepsTotal?: number | null
  /** Decode steps by the attention implementation that ran them, e.g. `{ 'native-paged': 120 }`. */
  readonly decodeStepsByImplementation?: Readonly<Record<string, number>> | null
  readonly kvEvictionsTotal?: number | null
  /** Tokens proposed by a draft, and those of them that were accepted. */
  readonly specDraftTokensTotal?: number | null
  readonly specAcceptedTokensTotal?: number | null
}

/** One executed decode step, as the engine saw it. What path evidence in logs and `/info` is made from. */
export type DecodeStepRecord = {
  /** From 0, over the life of the engine. */
  readonly stepIndex: number
  /** ms on the engine's clock. */
  readonly startedAtMs: number
  readonly latencyMs: number
  /** The requests whose sequences were decoded together; two or more is cross-request batching. */
  readonly requestIds: readonly string[]
  /** Sequences in the step: a request with several choices has several. */
  readonly activeSequences: number
  readonly emittedTokens: number
  /** The attention implementation that ran, e.g. `native-paged`, `torch-fallback`, `contiguous`. */
  readonly implementation: string
  /** Whether the kernel was given block tables. */
  readonly blockTables: boolean
}

/** An engine that an HTTP surface can be put over: the simulator, or real CPU inference. */
export interface ServedEngine {
  readonly identity: ServedEngineIdentity
  readonly tokenizer: Tokenizer
  /** Tokens of the prompt as the model will see it. */
  countPromptTokens(request: GenerationRequest): number
  /**
   * Generates until every choice has finished or `signal` aborts.
   *
   * @throws BenchError `invalid_argument` when prompt and `maxTokens` exceed `maxModelLen`; `resource_exhausted` when the queue is full.
   */
  generate(request: GenerationRequest, options: GenerateOptions): AsyncIterable<GenerationStep>
  telemetry(): EngineTelemetry
  /** Fields beyond the identity for `/info`, snake_case. */
  info(): Record<string, unknown>
  /** Empties the prefix cache, except for what running requests use. Absent where there is none. */
  flushPrefixCache?(): void
  /** Calls back after every decode step, until the returned function is called. Absent where the engine cannot tell. */
  observeDecodeSteps?(observer: (step: DecodeStepRecord) => void): () => void
  close(): Promise<void>
}

export type GenerateOptions = {
  readonly requestId: string
  readonly signal?: AbortSignal
}
