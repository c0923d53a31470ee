import type { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { fitToContext } from '../plan/fit-to-context.js'

/** Where no target tells its context length: what the original assumed. */
const ASSUMED_CONTEXT = 1024

export type FittedPlanOptions = {
  /** The smallest context length of all targets; `null` where none is known. */
  readonly contextLength: number | null
  readonly exactLengths: boolean
}

/** The plan with lengths that every target can take; of a scenario that was cut down it keeps what was asked for. */
export function fittedPlan(plan: ComparisonPlan, { contextLength, exactLengths }: FittedPlanOptions): ComparisonPlan {
  const window = contextLength ?? ASSUMED_CONTEXT
  return {
    ...plan,
    scenarios: plan.scenarios.map((scenario) => {
      const fitted = fitToContext(scenario, { window, exactLengths })
      const clamped = fitted.promptTokens < scenario.promptTokens || fitted.outputTokens < scenario.outputTokens
      const { promptTokens: requestedPromptTokens, outputTokens: requestedOutputTokens } = scenario
      return { ...scenario, ...fitted, ...(clamped ? { requestedPromptTokens, requestedOutputTokens } : {}) }
    }),
  }
}
