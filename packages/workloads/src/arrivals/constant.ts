import { defineArrival } from './define-arrival.js'
import { pacedFrom } from './paced-from.js'

export const constant = defineArrival({
  kind: 'constant',
  description: 'one request every 1/rate seconds, whatever the server does; the first at once',
  warmupFlowsOn: true,
  dueTimes: (load) => pacedFrom(load, evenSteps()),
})

function* evenSteps() {
  for (let count = 0; ; count += 1) yield count
}
