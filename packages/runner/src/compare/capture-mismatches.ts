import { loadLabel, type TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { modelName } from './fairness/served-model.js'
import { sameSpec } from './same-spec.js'
import { sharedSamples } from './fairness/shared-samples.js'

/**
 * Why captures made one after the other do not measure the same thing: other models, other requests, other tokenizers.
 *
 * @returns one sentence each, without a full stop; none where they can be compared.
 */
export function captureMismatches(captures: readonly TargetCapture[]): string[] {
  const [baseline, ...others] = captures
  if (!baseline) return []
  return others.flatMap((other) => mismatchesOf(baseline, other))
}

function mismatchesOf(a: TargetCapture, b: TargetCapture): string[] {
  const found: string[] = []
  const differ = (what: string, of: (capture: TargetCapture) => string | null) => {
    const [first, second] = [of(a), of(b)]
    if (first !== null && second !== null && first !== second)
      found.push(`${what}: ${a.label} ${first}, ${b.label} ${second}`)
  }
  if (a.model !== null && b.model !== null && modelName(a.model) !== modelName(b.model))
    differ('models', ({ model }) => model)
  differ('scenarios and loads', ({ cells }) => cells.map((cell) => `${cell.scenario} ${loadLabel(cell)}`).join(', '))
  differ('seeds', ({ plan }) => (plan ? String(plan.seed) : null))
  differ(
    'lengths',
    ({ plan }) =>
      plan && plan.scenarios.map(({ promptTokens, outputTokens }) => `${promptTokens} to ${outputTokens}`).join(', '),
  )
  differ(
    'prompts',
    ({ plan }) =>
      plan &&
      plan.scenarios
        .map(({ source, language, sharedPrefixTokens }) => `${source} ${language} ${sharedPrefixTokens}`)
        .join(', '),
  )
  differ('sampling', ({ plan }) => plan && plan.scenarios.map(({ sampling }) => JSON.stringify(sampling)).join(', '))

  const { pairs, others } = sharedSamples([a, b])
  // With equal plans the texts differ only where they were built to length under different tokenizers.
  if (found.length === 0 && others > 0)
    found.push(`tokenizers: ${others} prompts are not the same texts, though plan and seed are`)
  const counted = pairs.filter(
    ({ baseline, candidate }) => baseline.promptTokens !== null && candidate.promptTokens !== null,
  )
  const apart = counted.find(({ baseline, candidate }) => baseline.promptTokens !== candidate.promptTokens)
  if (apart)
    found.push(
      `tokenizers: ${apart.baseline.requestId} is ${apart.baseline.promptTokens} tokens for ${a.label}, ${apart.candidate.promptTokens} for ${b.label}`,
    )
  // What none of the sentences above is about, e.g. fields of the request body.
  if (found.length === 0)
    differ('resolved plans', ({ plan, model }) => plan && sameSpec(plan, model).resolvedSpecHash.slice(0, 12))
  return found
}
