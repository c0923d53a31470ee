import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { defineArrival } from './define-arrival.js'

export const trace = defineArrival({
  kind: 'trace',
  description: 'recorded arrival times, replayed at the recorded pace times `timeScale`',
  warmupFlowsOn: false,
  *dueTimes({ arrivalsMs, timeScale }) {
    let last = 0
    for (const arrival of arrivalsMs) {
      if (arrival < last) throw invalidArgument('arrivalsMs', arrival, `sort it: ${last} stands before it`)
      last = arrival
      yield arrival * timeScale
    }
  },
})
