import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const engineVersion = defineFairnessCheck({
  subject: 'engine version',
  check: (captures) =>
    byFact(
      captures,
      (capture) => (capture.engineVersion === null ? null : `${capture.engine ?? 'engine'} ${capture.engineVersion}`),
      'not known',
    ),
})
