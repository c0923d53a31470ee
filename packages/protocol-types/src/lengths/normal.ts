import { z } from 'zod'
import { createRandom, type RandomSource } from '../random/create-random.js'
import { sampleNormal } from '../random/sample-normal.js'
import { type Bounds, boundFields, boundsText, drawWithin, meanOfDraws } from './bounds.js'
import { defineLengthKind } from './define-length-kind.js'

type Normal = Bounds & { readonly mean: number; readonly stddev: number }

export const normal = defineLengthKind({
  name: 'normal',
  description: 'a normal distribution of this mean and standard deviation, rounded, within its bounds',
  fields: { mean: z.number().min(1), stddev: z.number().nonnegative(), ...boundFields },
  text: (lengths) => `normal ${lengths.mean} ± ${lengths.stddev}${boundsText(lengths)}`,
  mean: (lengths) => meanOfDraws((random) => draw(lengths, random), createRandom(1)),
  largest: ({ mean, stddev, max }) => Math.min(max ?? Number.POSITIVE_INFINITY, Math.ceil(mean + 4 * stddev)),
  draw,
})

function draw(lengths: Normal, random: RandomSource): number {
  return drawWithin(lengths, () => lengths.mean + lengths.stddev * sampleNormal(random))
}
