import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'
import { capText } from './load-fields.js'
import { arrivalsText, type RateCurve, varying, varyingFields, varyingTimes } from './varying.js'

type Day = {
  readonly meanRps: number
  readonly swing: number
  readonly periodSeconds: number
  readonly startSeconds: number
}

export const day = defineLoadKind({
  name: 'day',
  description:
    'a rate that rises and falls like a sine around `meanRps`, lowest at the beginning of each `periodSeconds`',
  fields: {
    meanRps: z.number().positive().describe('arrivals a second on average over a period'),
    swing: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe('how far the rate goes above and below its mean, as a share of it: 1 comes down to 0'),
    periodSeconds: z.number().positive().default(86_400).describe('length of a day'),
    startSeconds: z.number().nonnegative().default(0).describe('time of the day at which the load begins'),
    ...varyingFields,
  },
  ...varying,
  text(load) {
    const { meanRps, swing, periodSeconds, startSeconds } = load
    const shape = `sine of ${meanRps}/s, swing ${swing}, period ${periodSeconds} s`
    const start = startSeconds === 0 ? [] : [`from second ${startSeconds} of it`]
    return [shape, ...start, ...arrivalsText(load), ...capText(load)].join(', ')
  },
  peakRps: ({ meanRps, swing }) => meanRps * (1 + swing),
  requestsWithin: (load, seconds) => Math.ceil(dayCurve(load).expectedBy(seconds ?? load.periodSeconds)),
  dueTimes: (load, random) => varyingTimes(load, dayCurve(load), random),
})

/** Of the rate mean * (1 - swing * cos(2 pi * (t + start) / period)). */
function dayCurve({ meanRps, swing, periodSeconds, startSeconds }: Day): RateCurve {
  const turn = (2 * Math.PI) / periodSeconds
  const offset = Math.sin(turn * (startSeconds % periodSeconds))
  const expectedBy = (seconds: number) =>
    meanRps * (seconds - (swing / turn) * (Math.sin(turn * (seconds + startSeconds)) - offset))
  return {
    expectedBy,
    /** By halving, because the sum has no inverse in closed form: the wave moves it by at most twice swing / turn. */
    secondsAt(u) {
      let low = Math.max(0, u / meanRps - (2 * swing) / turn)
      let high = u / meanRps + (2 * swing) / turn
      for (;;) {
        const middle = (low + high) / 2
        if (middle <= low || middle >= high) return high
        if (expectedBy(middle) > u) high = middle
        else low = middle
      }
    },
  }
}
