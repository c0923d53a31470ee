import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const clientMachine = defineFairnessCheck({
  subject: 'machine of the client',
  check: (captures) =>
    byFact(captures, ({ clientMachine }) => (clientMachine === null ? null : `mark ${clientMachine}`), 'not known'),
})
