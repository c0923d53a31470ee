import { defineArrival } from './define-arrival.js'

export const closed = defineArrival({
  kind: 'closed',
  description: 'a fixed number of requests in flight: each reply releases the next request',
  warmupFlowsOn: false,
  *dueTimes() {
    for (;;) yield null
  },
})
