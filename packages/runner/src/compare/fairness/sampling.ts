import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const sampling = defineFairnessCheck({
  subject: 'sampling',
  check: (captures) =>
    byFact(
      captures,
      ({ plan, cells }) => {
        if (plan === null) return null
        const asked = plan.scenarios.map(({ sampling: { temperature, topP, topK, ignoreEos } }) =>
          [
            temperature === 0 ? 'greedy' : `temperature ${temperature}`,
            topP === null ? null : `top_p ${topP}`,
            topK === null ? null : `top_k ${topK}`,
            ignoreEos ? 'end of sequence ignored' : 'may end by itself',
          ]
            .filter((part) => part !== null)
            .join(', '),
        )
        // A wish that could not be put to the engine leaves a flag in the record.
        const flags = new Set(cells.flatMap(({ recordFlags }) => Object.keys(recordFlags)))
        const dropped = [...flags].filter((flag) => flag.endsWith('_unsupported')).sort()
        return [[...new Set(asked)].join(' / '), ...dropped.map((flag) => flag.replaceAll('_', ' '))].join(', ')
      },
      'the capture holds no plan',
    ),
})
