import type { GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import type { FinishedAnswer } from './server-snapshot.js'

/** What is known about an answer while it grows: counts for usage, and times for `timings` and the histograms. */
export interface AnswerTally {
  add(step: GenerationStep): void
  readonly promptTokens: number
  readonly completionTokens: number
  tokensOf(choice: number): number
  /** Prompt tokens from a prefix cache; `null` when the engine did not say. */
  readonly cachedTokens: number | null
  readonly reasoningTokens: number
  /** ms on the engine's clock. */
  readonly receivedAtMs: number
  readonly firstAtMs: number | null
  readonly lastAtMs: number
  /** Wait for a place in the batch, ms; 0 where the engine did not say. */
  readonly queuedMs: number
  /** Finish reason of each choice so far. */
  readonly finishReasons: readonly (string | null)[]
  finished(): FinishedAnswer
}

export type TallyOptions = { readonly promptTokens: number; readonly choices: number; readonly receivedAtMs: number }

export function createAnswerTally({ promptTokens, choices, receivedAtMs }: TallyOptions): AnswerTally {
  const tokens = new Array<number>(choices).fill(0)
  const finishReasons = new Array<string | null>(choices).fill(null)
  let cachedTokens: number | null = null
  let reasoningTokens = 0
  let firstAtMs: number | null = null
  let lastAtMs = receivedAtMs
  let queuedMs: number | null = null
  return {
    promptTokens,
    receivedAtMs,
    finishReasons,
    get completionTokens() {
      return tokens.reduce((sum, each) => sum + each, 0)
    },
    get cachedTokens() {
      return cachedTokens
    },
    get reasoningTokens() {
      return reasoningTokens
    },
    get firstAtMs() {
      return firstAtMs
    },
    get lastAtMs() {
      return lastAtMs
    },
    get queuedMs() {
      return queuedMs ?? 0
    },
    tokensOf: (choice) => tokens[choice] ?? 0,
    add(step) {
      tokens[step.choice] = (tokens[step.choice] ?? 0) + step.tokenIds.length
      // Only the first choice: the prompt is counted once, and so is what the cache saved of it.
      if (step.choice === 0) cachedTokens ??= step.cachedPromptTokens ?? null
      if (step.channel === 'reasoning') reasoningTokens += step.tokenIds.length
      if (step.finishReason !== null) finishReasons[step.choice] = step.finishReason
      firstAtMs ??= step.atMs
      queuedMs ??= step.queuedMs ?? null
      lastAtMs = step.atMs
    },
    finished: () => ({
      promptTokens,
      outputTokens: tokens.reduce((sum, each) => sum + each, 0),
      finishReasons: finishReasons.filter((reason) => reason !== null),
      toFirstMs: firstAtMs === null ? null : firstAtMs - receivedAtMs,
      totalMs: lastAtMs - receivedAtMs,
    }),
  }
}
