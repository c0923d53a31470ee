import { defineFairnessCheck } from './define-fairness-check.js'
import { sharedSamples } from './shared-samples.js'

export const requests = defineFairnessCheck({
  subject: 'requests',
  check(captures) {
    if (captures.some(({ plan }) => plan === null)) return { result: 'unknown', evidence: 'a capture holds no plan' }
    const seeds = new Set(captures.map(({ plan }) => plan?.seed))
    if (seeds.size > 1)
      return { result: 'differs', evidence: `seeds ${[...seeds].join(', ')}: other prompts of the same kind` }
    const { pairs, others } = sharedSamples(captures)
    if (others > 0 && pairs.length === 0)
      return {
        result: 'differs',
        evidence: sameAddress(captures)
          ? 'one address twice: other prompts of the same kind, because a prefix cache would answer the second time'
          : 'the prompts are not the same texts, though plan and seed are: built under different tokenizers',
      }
    if (pairs.length === 0)
      return { result: 'unknown', evidence: 'no warm-up whose prompts could be held side by side' }
    return { result: 'same', evidence: `seed ${[...seeds][0]}, ${pairs.length} prompts held side by side` }
  },
})

function sameAddress(captures: Parameters<typeof requests.check>[0]): boolean {
  return new Set(captures.map(({ url }) => url)).size < captures.length
}
