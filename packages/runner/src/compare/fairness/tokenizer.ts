import { defineFairnessCheck } from './define-fairness-check.js'
import { sharedSamples } from './shared-samples.js'

export const tokenizer = defineFairnessCheck({
  subject: 'tokenizer',
  check(captures) {
    const { pairs } = sharedSamples(captures)
    const counted = pairs.filter(
      ({ baseline, candidate }) => baseline.promptTokens !== null && candidate.promptTokens !== null,
    )
    if (counted.length === 0) return { result: 'unknown', evidence: 'no prompt whose tokens both sides counted' }
    const apart = counted.filter(({ baseline, candidate }) => baseline.promptTokens !== candidate.promptTokens)
    const [first] = apart
    if (!first)
      return { result: 'same', evidence: `equal prompt token counts for ${counted.length} of ${counted.length} texts` }
    return {
      result: 'differs',
      evidence:
        `${apart.length} of ${counted.length} texts were counted differently ` +
        `(${first.baseline.requestId}: ${first.baseline.promptTokens} tokens, ${first.target} ${first.candidate.promptTokens}); ` +
        'the chat template counts too',
    }
  },
})
