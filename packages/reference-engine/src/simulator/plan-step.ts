import { isPrefilling, type Sequence } from './sequence.js'
import type { SimulatorOptions } from './simulator-options.js'
import type { StepWork } from './step-time.js'

export type StepPlan = {
  readonly decode: readonly Sequence[]
  readonly prefill: readonly { readonly sequence: Sequence; readonly tokens: number }[]
  readonly work: StepWork
}

/** Without chunking, whole prompts are computed together up to so many tokens, and always at least one prompt. */
const wholePromptBudget = 8192

/**
 * Chooses what the next step computes. Chunked: running answers first, prompts with what is left of the budget, in one step.
 * Not chunked: while any prompt waits to be computed, prompts alone, and running answers stall: the classic trade-off.
 */
export function planStep(running: readonly Sequence[], options: SimulatorOptions): StepPlan {
  const decoding = running.filter((sequence) => !isPrefilling(sequence))
  const prefilling = running.filter(isPrefilling)
  const chunked = options.chunkedPrefillTokens
  if (chunked === null && prefilling.length > 0) return planOf([], wholePrompts(prefilling))
  if (chunked === null) return planOf(decoding, [])
  // At least one token a step, or a full batch would starve every newcomer.
  return planOf(decoding, chunks(prefilling, Math.max(1, chunked - decoding.length)))
}

function wholePrompts(prefilling: readonly Sequence[]): StepPlan['prefill'] {
  let budget = wholePromptBudget
  const chosen: { sequence: Sequence; tokens: number }[] = []
  for (const sequence of prefilling) {
    const tokens = sequence.toCompute - sequence.computed
    if (chosen.length > 0 && tokens > budget) break
    budget -= tokens
    chosen.push({ sequence, tokens })
  }
  return chosen
}

function chunks(prefilling: readonly Sequence[], budget: number): StepPlan['prefill'] {
  const chosen: { sequence: Sequence; tokens: number }[] = []
  for (const sequence of prefilling) {
    const tokens = Math.min(budget, sequence.toCompute - sequence.computed)
    if (tokens === 0) break
    budget -= tokens
    chosen.push({ sequence, tokens })
  }
  return chosen
}

function planOf(decode: readonly Sequence[], prefill: StepPlan['prefill']): StepPlan {
  return {
    decode,
    prefill,
    work: {
      decodeWeight: decode.reduce((sum, { noise }) => sum + noise, 0),
      prefillWeight: prefill.reduce((sum, { sequence, tokens }) => sum + tokens * sequence.noise, 0),
    },
  }
}
