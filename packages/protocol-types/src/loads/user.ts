import { z } from 'zod'
import { defineLoadKind } from './define-load-kind.js'
import { rampUpSeconds, rampUpText } from './load-fields.js'

export const user = defineLoadKind({
  name: 'user',
  description: 'users who read the reply and think before their next request: each has one request in flight, or none',
  fields: {
    users: z.int().positive(),
    thinkSeconds: z.number().nonnegative().describe('mean time between a reply and the next request of the same user'),
    think: z
      .enum(['exponential', 'constant'])
      .default('exponential')
      .describe('exponential: drawn anew each time; constant: always the mean'),
    rampUpSeconds,
  },
  drive: 'slots',
  text(load) {
    const users = load.users === 1 ? '1 user' : `${load.users} users`
    const thinking = `${load.thinkSeconds} s of thought${load.think === 'exponential' ? ' on average' : ''}`
    return [`${users} with ${thinking}`, ...rampUpText(load)].join(', ')
  },
  places: (load) => load.users,
  withPlaces: (load, users) => ({ ...load, users }),
  openingSeconds: (load) => load.rampUpSeconds,
  pauseMs({ thinkSeconds, think }, random) {
    // 1 - u lies in (0, 1], whose logarithm is finite.
    const share = think === 'constant' ? 1 : -Math.log(1 - random.uniform())
    return thinkSeconds * share * 1000
  },
  *dueTimes() {
    for (;;) yield null
  },
})
