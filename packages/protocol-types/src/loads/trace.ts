import { z } from 'zod'
import { invalidArgument } from '../errors/bench-error.js'
import { defineLoadKind } from './define-load-kind.js'
import { capText, maxConcurrency } from './load-fields.js'

export const trace = defineLoadKind({
  name: 'trace',
  description: 'recorded arrival times, replayed at the recorded pace times `timeScale`',
  fields: {
    arrivalsMs: z.array(z.number().nonnegative()).min(1).describe('arrival times from the start, ascending'),
    timeScale: z.number().positive().default(1).describe('2 replays twice as slowly'),
    maxConcurrency,
  },
  drive: 'arrivals',
  text(load) {
    const scale = load.timeScale === 1 ? [] : [`time scale ${load.timeScale}`]
    return [`trace of ${load.arrivalsMs.length} arrivals`, ...scale, ...capText(load)].join(', ')
  },
  places: (load) => load.maxConcurrency,
  withPlaces: (load, places) => ({ ...load, maxConcurrency: places }),
  requestsWithin: (load) => load.arrivalsMs.length,
  *dueTimes({ arrivalsMs, timeScale }) {
    let last = 0
    for (const arrival of arrivalsMs) {
      if (arrival < last) throw invalidArgument('arrivalsMs', arrival, `sort it: ${last} stands before it`)
      last = arrival
      yield arrival * timeScale
    }
  },
})
