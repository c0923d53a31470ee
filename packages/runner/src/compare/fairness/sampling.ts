import type { CapturedCell } from '@sagellm-benchmark/protocol-types/comparison'
import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const sampling = defineFairnessCheck({
  subject: 'sampling',
  check: (captures) =>
    byFact(
      captures,
      ({ plan, cells }) => {
        if (plan === null) return null
        const ending = endOfSequence(cells)
        if (ending === null && plan.scenarios.some((each) => each.sampling.ignoreEos)) return null
        const asked = plan.scenarios.map(({ sampling: { temperature, topP, topK, ignoreEos } }) =>
          [
            temperature === 0 ? 'greedy' : `temperature ${temperature}`,
            topP === null ? null : `top_p ${topP}`,
            topK === null ? null : `top_k ${topK}`,
            ignoreEos ? ending : 'may end by itself',
          ]
            .filter((part) => part !== null)
            .join(', '),
        )
        // A parameter that the engine does not take leaves a flag in the record.
        const flags = new Set(cells.flatMap(({ recordFlags }) => Object.keys(recordFlags)))
        const dropped = [...flags].filter((flag) => flag.endsWith('_unsupported')).sort()
        return [[...new Set(asked)].join(' / '), ...dropped.map((flag) => flag.replaceAll('_', ' '))].join(', ')
      },
      'the capture holds no plan, or no length of an answer',
    ),
})

/** Whether answers had their full length, judged by the lengths that were seen and not by what was asked. `null`: no length is known. */
function endOfSequence(cells: readonly CapturedCell[]): string | null {
  const known = cells.filter(({ outputTokens }) => outputTokens !== null)
  if (known.some(({ outputTokens, requestedOutputTokens }) => (outputTokens?.min ?? 0) < requestedOutputTokens))
    return 'end of sequence not ignored though asked'
  return known.length < cells.length ? null : 'end of sequence ignored'
}
