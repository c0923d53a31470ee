import { byFact, defineFairnessCheck } from './define-fairness-check.js'

export const sharedMachine = defineFairnessCheck({
  subject: 'machine shared with the client',
  check: (captures) =>
    byFact(
      captures,
      ({ local }) =>
        local === null ? null : local ? 'on the machine of the client, and sharing its cores' : 'on another machine',
      'not known',
    ),
})
