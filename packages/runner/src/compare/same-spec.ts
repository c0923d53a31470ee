import { createHash } from 'node:crypto'
import type { ComparisonPlan, SameSpec } from '@sagellm-benchmark/protocol-types/comparison'
import { modelName } from './fairness/served-model.js'

/**
 * What decides whether two captures were asked the same: the model and everything that shapes a request or a load, resolved. How long was
 * measured and how it is judged is left out, and so are the path of a data set, because its prompts are compared themselves, and what was asked for
 * where a context window left less.
 */
export function sameSpec(plan: ComparisonPlan, model: string | null): SameSpec {
  const { scenarios, batchSizes, loads, requestsPerRound, warmupRounds, seed } = plan
  const shaping = scenarios.map(
    ({ description: _, requestedPromptTokens: __, requestedOutputTokens: ___, sourceOptions, ...scenario }) => {
      const { path: ____, ...options } = sourceOptions
      return { ...scenario, sourceOptions: options }
    },
  )
  const spec = {
    model: model && modelName(model),
    scenarios: shaping,
    batchSizes,
    loads,
    requestsPerRound,
    warmupRounds,
    seed,
  }
  return { specId: plan.profile ?? 'custom', resolvedSpecHash: hashOf(spec) }
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex')
}

/** The order of keys is no difference. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
