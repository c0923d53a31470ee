import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'
import { capText } from './load-fields.js'
import { arrivalsText, type RateCurve, varying, varyingFields, varyingTimes } from './varying.js'

type Step = { readonly rps: number; readonly seconds: number }

export const steps = defineLoadKind({
  name: 'steps',
  description: 'a rate that jumps: each of `steps` keeps its `rps` for its `seconds`, and the last one stays',
  fields: {
    steps: z
      .array(
        z.object({
          rps: z.number().nonnegative().describe('arrivals a second'),
          seconds: z.number().positive().describe('how long they come at this rate'),
        }),
      )
      .min(1)
      .refine((each) => (each.at(-1)?.rps ?? 0) > 0, 'the last step stays, so it needs a rate above 0'),
    ...varyingFields,
  },
  ...varying,
  text(load) {
    const shape = load.steps.map(({ rps, seconds }) => `${rps}/s for ${seconds} s`).join(', then ')
    return [shape, ...arrivalsText(load), ...capText(load)].join(', ')
  },
  peakRps: (load) => Math.max(...load.steps.map(({ rps }) => rps)),
  requestsWithin: (load, seconds) => Math.ceil(stepsCurve(load.steps).expectedBy(seconds ?? lengthOf(load.steps))),
  dueTimes: (load, random) => varyingTimes(load, stepsCurve(load.steps), random),
})

function lengthOf(all: readonly Step[]): number {
  return all.reduce((sum, { seconds }) => sum + seconds, 0)
}

function stepsCurve(all: readonly Step[]): RateCurve {
  return {
    expectedBy(seconds) {
      let begun = 0
      let sum = 0
      all.forEach(({ rps, seconds: length }, at) => {
        const inStep = at === all.length - 1 ? seconds - begun : Math.min(seconds - begun, length)
        sum += Math.max(0, inStep) * rps
        begun += length
      })
      return sum
    },
    secondsAt(u) {
      let begun = 0
      let sum = 0
      for (const { rps, seconds } of all.slice(0, -1)) {
        const whole = rps * seconds
        if (u < sum + whole) return begun + (u - sum) / rps
        begun += seconds
        sum += whole
      }
      return begun + (u - sum) / (all.at(-1) as Step).rps
    },
  }
}
