import type { TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'
import { defineFairnessCheck } from './define-fairness-check.js'

export const prefixCache = defineFairnessCheck({
  subject: 'prefix-cache hits',
  check(captures) {
    const texts = captures.map(({ label, cells }) => {
      const shares = cells.flatMap(({ cache }) => cache?.hitShare ?? [])
      return shares.length === 0
        ? `${label}: not known`
        : `${label}: up to ${(100 * Math.max(...shares)).toFixed(1)} % of prompt tokens`
    })
    const evidence = texts.join('; ')
    const known = captures.map(cacheState)
    if (known.includes('contaminated'))
      return {
        result: 'differs',
        evidence: `${evidence}; more than the plan's shared prefixes explain: the target had seen the prompts before`,
      }
    return { result: known.includes('unknown') ? 'unknown' : 'same', evidence }
  },
})

/** The worst that is known of any cell. */
function cacheState({ cells }: TargetCapture): 'contaminated' | 'clean' | 'unknown' {
  const verdicts = cells.map(({ cache }) => cache?.verdict ?? 'unknown')
  if (verdicts.includes('contaminated')) return 'contaminated'
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'clean'
}
