import { z } from 'zod'
import { gammaSteps } from './arrival-steps.js'
import { defineLoadKind } from './define-load-kind.js'
import { paced, pacedFields, pacedFrom, pacedText } from './paced.js'

export const gamma = defineLoadKind({
  name: 'gamma',
  description: 'gamma gaps with mean 1/rate and shape `burstiness`: 1 is Poisson, below burstier, above more regular',
  fields: {
    ...pacedFields,
    burstiness: z
      .number()
      .positive()
      .describe('shape of the gamma gaps: 1 is Poisson, below 1 burstier, above 1 more regular'),
  },
  ...paced,
  text: (load) => pacedText(`gamma ${load.rateRps}/s, burstiness ${load.burstiness}`, load),
  burstiness: (load) => load.burstiness,
  dueTimes: (load, random) => pacedFrom(load, gammaSteps(load.burstiness, random)),
})
