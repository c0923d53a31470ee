import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'
import { capText } from './load-fields.js'
import { arrivalsText, type RateCurve, varying, varyingFields, varyingTimes } from './varying.js'

type Bursts = {
  readonly burstRps: number
  readonly burstSeconds: number
  readonly idleRps: number
  readonly idleSeconds: number
}

export const bursts = defineLoadKind({
  name: 'bursts',
  description: 'on and off by turns: `burstRps` for `burstSeconds`, then `idleRps` for `idleSeconds`, again and again',
  fields: {
    burstRps: z.number().positive().describe('arrivals a second during a burst'),
    burstSeconds: z.number().positive(),
    idleRps: z.number().nonnegative().default(0).describe('arrivals a second between two bursts'),
    idleSeconds: z.number().positive(),
    ...varyingFields,
  },
  ...varying,
  text(load) {
    const { burstRps, burstSeconds, idleRps, idleSeconds } = load
    const shape = `bursts of ${burstRps}/s for ${burstSeconds} s, ${idleRps}/s for ${idleSeconds} s between them`
    return [shape, ...arrivalsText(load), ...capText(load)].join(', ')
  },
  peakRps: ({ burstRps, idleRps }) => Math.max(burstRps, idleRps),
  requestsWithin: (load, seconds) => (seconds === null ? null : Math.ceil(burstsCurve(load).expectedBy(seconds))),
  dueTimes: (load, random) => varyingTimes(load, burstsCurve(load), random),
})

function burstsCurve({ burstRps, burstSeconds, idleRps, idleSeconds }: Bursts): RateCurve {
  const cycleSeconds = burstSeconds + idleSeconds
  const inBurst = burstRps * burstSeconds
  const inCycle = inBurst + idleRps * idleSeconds
  return {
    expectedBy(seconds) {
      const cycles = Math.floor(seconds / cycleSeconds)
      const rest = seconds - cycles * cycleSeconds
      return cycles * inCycle + burstRps * Math.min(rest, burstSeconds) + idleRps * Math.max(0, rest - burstSeconds)
    },
    secondsAt(u) {
      const cycles = Math.floor(u / inCycle)
      const rest = Math.max(0, u - cycles * inCycle)
      const begun = cycles * cycleSeconds
      if (rest < inBurst) return begun + rest / burstRps
      // Without arrivals between bursts this is only met by rounding: the next burst is meant.
      return idleRps > 0 ? begun + burstSeconds + (rest - inBurst) / idleRps : begun + cycleSeconds
    },
  }
}
