import { evenSteps } from './arrival-steps.js'
import { defineLoadKind } from './define-load-kind.js'
import { paced, pacedFields, pacedFrom, pacedText } from './paced.js'

export const constant = defineLoadKind({
  name: 'constant',
  description: 'one request every 1/rate seconds, whatever the server does; the first at once',
  fields: pacedFields,
  ...paced,
  text: (load) => pacedText(`${load.rateRps}/s evenly`, load),
  dueTimes: (load) => pacedFrom(load, evenSteps()),
})
