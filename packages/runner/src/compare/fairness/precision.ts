import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const precision = defineFairnessCheck({
  subject: 'precision',
  check: (captures) => byFact(captures, (capture) => capture.precision, 'not known'),
})
