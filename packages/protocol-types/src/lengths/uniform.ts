import { z } from 'zod'
import { defineLengthKind } from './define-length-kind.js'

type Uniform = { readonly mean: number; readonly rangeRatio: number }

export const uniform = defineLengthKind({
  name: 'uniform',
  description: 'every whole number from mean * (1 - `range_ratio`) to mean * (1 + `range_ratio`) alike, as in vLLM',
  fields: {
    mean: z.number().min(1),
    rangeRatio: z.number().min(0).lt(1).describe('0: always the mean; 0.5: from half of it to one and a half times'),
  },
  text: (lengths) => `${low(lengths)} to ${high(lengths)} alike`,
  mean: (lengths) => (low(lengths) + high(lengths)) / 2,
  largest: (lengths) => high(lengths),
  draw: (lengths, random) => random.int(low(lengths), high(lengths)),
})

/** Rounded outwards, as vLLM does since 0.9: `random.integers(floor(low), ceil(high) + 1)`. */
function low({ mean, rangeRatio }: Uniform): number {
  return Math.max(1, Math.floor(mean * (1 - rangeRatio)))
}

function high({ mean, rangeRatio }: Uniform): number {
  return Math.ceil(mean * (1 + rangeRatio))
}
