import { z } from 'zod'
import type { RandomSource } from '../random/create-random.js'

/** The ends of a distribution that has none of its own. */
export const boundFields = {
  min: z.int().positive().default(1).describe('shortest length; a shorter draw is drawn again'),
  max: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('longest length; a longer draw is drawn again; null = none'),
}

export type Bounds = { readonly min: number; readonly max: number | null }

/** So many draws in a row outside of the bounds mean that hardly anything lies inside. */
const MAX_DRAWS = 1000

/**
 * A draw within bounds, rounded: one outside is drawn again, so that no length is piled up at an end. Bounds that cut much away move
 * the mean; a report shows the mean that was reached.
 */
export function drawWithin({ min, max }: Bounds, sample: () => number): number {
  const end = max ?? Number.POSITIVE_INFINITY
  for (let draws = 0; draws < MAX_DRAWS; draws += 1) {
    const length = Math.round(sample())
    if (length >= min && length <= end) return length
  }
  return Math.min(end, Math.max(min, Math.round(sample())))
}

/** [', 10 to 4000'], or nothing where there are no bounds. */
export function boundsText({ min, max }: Bounds): string {
  if (max !== null) return `, ${min} to ${max}`
  return min > 1 ? `, at least ${min}` : ''
}

/** The mean of many draws, of a stream of its own: bounds leave no closed form. */
export function meanOfDraws(draw: (random: RandomSource) => number, random: RandomSource): number {
  const draws = 4000
  let sum = 0
  for (let at = 0; at < draws; at += 1) sum += draw(random)
  return sum / draws
}
