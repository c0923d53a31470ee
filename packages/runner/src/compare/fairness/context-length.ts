import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const contextLength = defineFairnessCheck({
  subject: 'context length',
  check: (captures) =>
    byFact(captures, ({ maxModelLen }) => (maxModelLen === null ? null : `${maxModelLen} tokens`), 'not known'),
})
