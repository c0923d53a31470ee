import { attentionPaths } from './attention-paths.js'
import type { SimulatorOptions } from './simulator-options.js'

/** What a step computes: sequences that get their next token, and prompt tokens, each weighted by its request's noise. */
export type StepWork = {
  /** Sum over the decoding sequences of their requests' noise factors; their plain number where there is no noise. */
  readonly decodeWeight: number
  /** Likewise for prompt tokens. */
  readonly prefillWeight: number
}

/** Each drafted token lengthens a decode step by this share. */
const draftCost = 0.05

/**
 * The duration of one step in ms, before noise: a fixed part for decoding plus a part per sequence, and for prompts a fixed
 * part plus tokens over the prefill rate, all divided by the speed factor.
 */
export function stepTimeMs(work: StepWork, options: SimulatorOptions): number {
  const decode =
    work.decodeWeight > 0
      ? (options.decodeStepMs * attentionPaths[options.attentionPath].cost +
          options.decodePerSequenceMs * work.decodeWeight) *
        (1 + draftCost * options.draftTokens)
      : 0
  const prefill =
    work.prefillWeight > 0 ? options.prefillBaseMs + (work.prefillWeight / options.prefillTokensPerSecond) * 1000 : 0
  return (decode + prefill) / options.speedFactor
}
