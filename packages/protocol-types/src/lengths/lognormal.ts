import { z } from 'zod'
import { createRandom, type RandomSource } from '../random/create-random.js'
import { sampleNormal } from '../random/sample-normal.js'
import { type Bounds, boundFields, boundsText, drawWithin, meanOfDraws } from './bounds.js'
import { defineLengthKind } from './define-length-kind.js'

type Lognormal = Bounds & { readonly mean: number; readonly stddev: number }

export const lognormal = defineLengthKind({
  name: 'lognormal',
  description: 'a lognormal distribution, whose own mean and standard deviation these are: many short, few very long',
  fields: { mean: z.number().min(1), stddev: z.number().nonnegative(), ...boundFields },
  text: (lengths) => `lognormal ${lengths.mean} ± ${lengths.stddev}${boundsText(lengths)}`,
  mean: (lengths) => meanOfDraws((random) => draw(lengths, random), createRandom(1)),
  largest(lengths) {
    const { mu, sigma } = logarithm(lengths)
    return Math.min(lengths.max ?? Number.POSITIVE_INFINITY, Math.ceil(Math.exp(mu + 4 * sigma)))
  },
  draw,
})

function draw(lengths: Lognormal, random: RandomSource): number {
  const { mu, sigma } = logarithm(lengths)
  return drawWithin(lengths, () => Math.exp(mu + sigma * sampleNormal(random)))
}

/** Mean and standard deviation of the logarithm: sigma^2 = ln(1 + (stddev / mean)^2), mu = ln(mean) - sigma^2 / 2. */
function logarithm({ mean, stddev }: Lognormal): { readonly mu: number; readonly sigma: number } {
  const variance = Math.log1p((stddev / mean) ** 2)
  return { mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) }
}
