import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

/**
 * How often the intervals of one run hold the truth, by simulation with known truth.
 *
 * A latency is `exp(round + own)`: what one round does to all its requests (with `phi` an AR(1) series over the rounds), and what is the
 * request's own. Its percentiles are known in closed form.
 *
 * @param metrics the names exported by the main entry of this package; passed in, so that tests run it on sources.
 * @returns the shares of `repetitions` in which the interval held the true percentile.
 */
export function percentileCoverage(
  metrics,
  { p, rounds, perRound, roundSpread = 0, ownSpread = 0.5, phi = 0, seed, repetitions },
) {
  const random = createRandom(seed)
  const truth = Math.exp(metrics.normalQuantile(p) * Math.hypot(roundSpread, ownSpread))
  let held = 0
  let upperOpen = 0
  let bounded = 0
  let boundHeld = 0
  for (let run = 0; run < repetitions; run++) {
    const byRound = sampleRounds(random, { rounds, perRound, roundSpread, ownSpread, phi })
    const sorted = Float64Array.from(byRound.flatMap((values) => [...values])).sort()
    const asRounds = perRound === null ? [] : byRound
    const { low, high } = metrics.percentileInterval(sorted, p, { rounds: asRounds })
    if ((low === null || low <= truth) && (high === null || truth <= high)) held++
    if (high === null) upperOpen++
    const bound = metrics.percentileUpperBound(sorted, p, { rounds: asRounds })
    if (bound !== null) bounded++
    if (bound === null || truth <= bound) boundHeld++
  }
  return {
    held: held / repetitions,
    open: upperOpen / repetitions,
    bound: boundHeld / repetitions,
    bounded: bounded / repetitions,
  }
}

/** Without `perRound` all values are independent, and the whole sample is one array of `rounds` values. */
function sampleRounds(random, { rounds, perRound, roundSpread, ownSpread, phi }) {
  if (perRound === null)
    return [
      Float64Array.from({ length: rounds }, () => Math.exp(Math.hypot(roundSpread, ownSpread) * sampleNormal(random))),
    ]
  let state = sampleNormal(random)
  return Array.from({ length: rounds }, () => {
    const effect = roundSpread * state
    state = phi * state + Math.sqrt(1 - phi * phi) * sampleNormal(random)
    return Float64Array.from({ length: perRound }, () => Math.exp(effect + ownSpread * sampleNormal(random)))
  })
}

/** Samples of mean 1 for the interval of a mean. */
export const shapes = {
  normal: (random) => 1 + 0.2 * sampleNormal(random),
  'lognormal, CV 0.4': logNormal(0.4),
  'lognormal, CV 1': logNormal(1),
  'lognormal, CV 2': logNormal(2),
  'Pareto 1.5': (random) => (1 - random.uniform()) ** (-1 / 1.5) / 3,
  'two modes, one in ten five times slower': (random) =>
    ((random.uniform() < 0.1 ? 5 : 1) * (1 + 0.1 * sampleNormal(random))) / 1.4,
}

function logNormal(cv) {
  const spread = Math.sqrt(Math.log1p(cv * cv))
  return (random) => Math.exp(spread * sampleNormal(random) - (spread * spread) / 2)
}

/** How often Student's interval of a mean holds the truth, is noted, and misses without a note. */
export function meanCoverage(metrics, { shape, n, seed, repetitions }) {
  const random = createRandom(seed)
  let held = 0
  let noted = 0
  let silent = 0
  for (let run = 0; run < repetitions; run++) {
    const values = Float64Array.from({ length: n }, () => shapes[shape](random))
    const { low, high } = metrics.meanInterval(values)
    const holds = low <= 1 && 1 <= high
    const note = metrics.isHeavyTailed(values)
    held += Number(holds)
    noted += Number(note)
    silent += Number(!holds && !note)
  }
  return { held: held / repetitions, noted: noted / repetitions, silent: silent / repetitions }
}
