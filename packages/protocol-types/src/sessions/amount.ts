import { z } from 'zod'
import type { RandomSource } from '../random/create-random.js'
import { sampleNormal } from '../random/sample-normal.js'

/**
 * A number that is the same each time or drawn: of tokens, of turns, of ms. A plain number is that number. `lognormal` is stated by the
 * mean and the standard deviation of the values themselves, not of their logarithms.
 */
export const Amount = z.union([
  z.number().nonnegative(),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('uniform'), min: z.number().nonnegative(), max: z.number().nonnegative() }),
    z.object({ kind: z.literal('normal'), mean: z.number().nonnegative(), std: z.number().nonnegative() }),
    z.object({ kind: z.literal('lognormal'), mean: z.number().positive(), std: z.number().nonnegative() }),
    z.object({ kind: z.literal('exponential'), mean: z.number().nonnegative() }),
  ]),
])
export type Amount = z.infer<typeof Amount>

/** Draws a value; never below 0: a normal one that falls below is 0. */
export function drawAmount(amount: Amount, random: RandomSource): number {
  if (typeof amount === 'number') return amount
  switch (amount.kind) {
    case 'uniform':
      return amount.min + random.uniform() * (amount.max - amount.min)
    case 'normal':
      return Math.max(0, amount.mean + amount.std * sampleNormal(random))
    case 'lognormal': {
      const variance = Math.log1p((amount.std / amount.mean) ** 2)
      return Math.exp(Math.log(amount.mean) - variance / 2 + Math.sqrt(variance) * sampleNormal(random))
    }
    case 'exponential':
      // 1 - u lies in (0, 1], whose logarithm is finite.
      return -Math.log(1 - random.uniform()) * amount.mean
  }
}

/** The mean that is asked for; that of values which fall below 0 and are raised to it is a little higher. */
export function meanAmount(amount: Amount): number {
  if (typeof amount === 'number') return amount
  return amount.kind === 'uniform' ? (amount.min + amount.max) / 2 : amount.mean
}
