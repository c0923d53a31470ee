import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

/**
 * How often paired rounds that depend on one another show a difference that is not there, and find one that is.
 *
 * A paired log ratio is half (or no) white noise and an AR(1) series of correlation `phi`; its spread is such that plain Student's t of
 * independent rounds finds a difference of 10 % about as often as the table of the plain column says.
 *
 * @param methods `(series: number[][]) => p[]` by name, judged on the same series.
 */
export function dependence(
  methods,
  { rounds, phi, noiseShare, spread, metrics = 8, effect = 0, seed, repetitions, holm },
) {
  const random = createRandom(seed)
  const counts = Object.fromEntries(Object.keys(methods).map((name) => [name, { each: 0, any: 0 }]))
  for (let run = 0; run < repetitions; run++) {
    const series = Array.from({ length: metrics }, () => oneSeries(random, { rounds, phi, noiseShare, spread, effect }))
    for (const [name, judge] of Object.entries(methods)) {
      const p = judge(series)
      counts[name].each += p.filter((value) => value < 0.05).length / metrics
      counts[name].any += Number(holm(p).some((value) => value < 0.05))
    }
  }
  return Object.fromEntries(
    Object.entries(counts).map(([name, { each, any }]) => [name, { each: each / repetitions, any: any / repetitions }]),
  )
}

export function oneSeries(random, { rounds, phi, noiseShare, spread, effect }) {
  let state = sampleNormal(random)
  return Array.from({ length: rounds }, () => {
    const value = Math.sqrt(1 - noiseShare) * state + Math.sqrt(noiseShare) * sampleNormal(random)
    state = phi * state + Math.sqrt(1 - phi * phi) * sampleNormal(random)
    return effect + spread * value
  })
}
