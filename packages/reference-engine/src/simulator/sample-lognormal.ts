import { type RandomSource, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

/** One lognormal number with mean 1 and the coefficient of variation `cv`; exactly 1, without a draw, when `cv` is 0. */
export function sampleLognormal(cv: number, random: RandomSource): number {
  if (cv === 0) return 1
  const variance = Math.log(1 + cv * cv)
  // Mean of exp(N(mu, v)) is exp(mu + v/2): this mu makes it 1.
  return Math.exp(-variance / 2 + Math.sqrt(variance) * sampleNormal(random))
}
