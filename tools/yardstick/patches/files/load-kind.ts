import { defineLoadKind } from './define-load-kind.js'
import { paced, pacedFields, pacedFrom, pacedText } from './paced.js'

export const twos = defineLoadKind({
  name: 'twos',
  description: 'two requests at one instant, at a steady rate of requests',
  fields: pacedFields,
  ...paced,
  text: (load) => pacedText(`${load.rateRps}/s in twos`, load),
  dueTimes: (load) => pacedFrom(load, pairSteps()),
})

function* pairSteps(): Generator<number> {
  for (let count = 0; ; count += 2) {
    yield count
    yield count
  }
}
