/**
 * What the main thread and the inference thread say to each other. Token ids, numbers and stamps only: text stays on
 * the main thread. Stamps are milliseconds of `process.hrtime`, which both threads share (CLOCK_MONOTONIC).
 */
export type LoadOptions = {
  /** Folder of the model, or a hub id where `allowRemote` is set. */
  readonly model: string
  readonly dtype: string
  readonly subfolder: string
  readonly allowRemote: boolean
  readonly threads: number
  readonly maxBatchSize: number
  /** Token ids that end a sequence, beside those that the model's settings name. */
  readonly eosTokenIds: readonly number[]
  /** Live counters, see counters.ts. */
  readonly counters: SharedArrayBuffer
}

export type SamplingOptions = {
  readonly temperature: number
  readonly topK: number | null
  readonly topP: number | null
  readonly seed: number
}

/** One row to generate. */
export type SequenceRequest = {
  readonly id: number
  /** Equal for the choices of one request: tells cross-request batching from several choices of one. */
  readonly group: number
  readonly promptIds: readonly number[]
  readonly maxTokens: number
  readonly ignoreEos: boolean
  readonly sampling: SamplingOptions
}

export type ToWorker =
  | { readonly kind: 'submit'; readonly sequences: readonly SequenceRequest[] }
  | { readonly kind: 'cancel'; readonly ids: readonly number[] }
  | { readonly kind: 'close' }

export type SequenceToken = {
  readonly id: number
  readonly tokenId: number
  readonly hrtimeMs: number
  readonly finishReason: 'stop' | 'length' | null
}

/** When a decode step ran. */
export type StepTiming = {
  readonly startedHrtimeMs: number
  readonly latencyMs: number
}

export type LoadedModelFacts = {
  readonly contextLength: number | null
  readonly vocabularySize: number
  /** Less than asked where the export cannot batch rows of different lengths. */
  readonly maxBatchSize: number
  readonly batchingRefused: string | null
  readonly transformersVersion: string
  readonly onnxruntimeVersion: string | null
  readonly loadMs: number
}

export type FromWorker =
  | { readonly kind: 'ready'; readonly facts: LoadedModelFacts }
  | { readonly kind: 'load_failed'; readonly message: string; readonly code: string | null }
  | { readonly kind: 'tokens'; readonly tokens: readonly SequenceToken[]; readonly decode: StepTiming | null }
  | { readonly kind: 'failed'; readonly ids: readonly number[]; readonly message: string }
