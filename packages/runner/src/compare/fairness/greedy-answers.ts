import { defineFairnessCheck } from './define-fairness-check.js'
import { sharedSamples } from './shared-samples.js'

export const greedyAnswers = defineFairnessCheck({
  subject: 'text of greedy answers',
  check(captures) {
    if (captures.some(({ plan }) => plan?.scenarios.some(({ sampling }) => sampling.temperature > 0)))
      return { result: 'unknown', evidence: 'the answers are sampled, not greedy' }
    const pairs = sharedSamples(captures).pairs.filter(
      ({ baseline, candidate }) => baseline.answer !== null && candidate.answer !== null,
    )
    if (pairs.length === 0) return { result: 'unknown', evidence: 'no two answers to the same prompt' }
    const apart = pairs.filter(
      ({ baseline, candidate }) => !begins(baseline.answer as string, candidate.answer as string),
    )
    if (apart.length === 0)
      return { result: 'same', evidence: `${pairs.length} of ${pairs.length} answers are the same text` }
    const [first] = apart as [(typeof apart)[number], ...typeof apart]
    const shared = commonLength(first.baseline.answer as string, first.candidate.answer as string)
    return {
      result: 'differs',
      evidence:
        `${apart.length} of ${pairs.length} answers differ; ${first.baseline.requestId} after ${shared} characters: ` +
        `${quoted(first.baseline.answer as string, shared)} against ${quoted(first.candidate.answer as string, shared)}`,
    }
  },
})

/** Answers of different lengths agree where one continues the other. */
function begins(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  return shorter > 0 ? a.slice(0, shorter) === b.slice(0, shorter) : a === b
}

function commonLength(a: string, b: string): number {
  let at = 0
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at += 1
  return at
}

function quoted(text: string, from: number): string {
  return JSON.stringify(text.slice(Math.max(0, from - 10), from + 20))
}
