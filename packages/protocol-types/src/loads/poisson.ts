import { exponentialSteps } from './arrival-steps.js'
import { defineLoadKind } from './define-load-kind.js'
import { paced, pacedFields, pacedFrom, pacedText } from './paced.js'

export const poisson = defineLoadKind({
  name: 'poisson',
  description: 'independent users: exponential gaps with mean 1/rate, left as drawn',
  fields: pacedFields,
  ...paced,
  text: (load) => pacedText(`Poisson ${load.rateRps}/s`, load),
  burstiness: () => 1,
  dueTimes: (load, random) => pacedFrom(load, exponentialSteps(random)),
})
