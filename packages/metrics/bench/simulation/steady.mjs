import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

const TOKENS = 100
/** Part of a request in which no token comes yet. */
const PREFILL = 0.1
const SLICES = 10

/**
 * How often the interval of the steady throughput holds the true rate of a closed loop.
 *
 * Each of `places` users sends one request after the other from time 0 on. A request lasts 1 on average, log-normal with `cv`; its tokens come
 * evenly after the prefill. With `drift` the engine's speed wanders (Ornstein-Uhlenbeck, standard deviation `drift`, over about 10 requests).
 *
 * @param slicedInterval passed in, so that tests run it on sources.
 * @param window in durations of a request.
 */
export function steadyCoverage(slicedInterval, { places, window, cv, drift = 0, seed, repetitions }) {
  const random = createRandom(seed)
  const spread = Math.sqrt(Math.log1p(cv * cv))
  let held = 0
  let width = 0
  for (let run = 0; run < repetitions; run++) {
    const slow = driftOf(random, { window, drift })
    const tokens = new Float64Array(SLICES)
    for (let place = 0; place < places; place++) {
      for (let at = 0; at < window; ) {
        const own = Math.exp(spread * sampleNormal(random) - (spread * spread) / 2)
        const length = own * slow[Math.min(slow.length - 1, Math.floor(at))]
        spreadTokens(tokens, { from: at + PREFILL * length, to: at + length, window })
        at += length
      }
    }
    const { low, high } = slicedInterval([...tokens].map((count) => count / (window / SLICES)))
    const truth = places * TOKENS
    if (low <= truth && truth <= high) held++
    width += (high - low) / 2 / truth
  }
  return { held: held / repetitions, halfWidth: width / repetitions }
}

function driftOf(random, { window, drift }) {
  const phi = Math.exp(-1 / 10)
  let state = sampleNormal(random)
  return Array.from({ length: Math.ceil(window) }, () => {
    const now = Math.exp(drift * state)
    state = phi * state + Math.sqrt(1 - phi * phi) * sampleNormal(random)
    return now
  })
}

function spreadTokens(tokens, { from, to, window }) {
  const slice = window / SLICES
  for (let at = Math.floor(from / slice); at < SLICES && at * slice < to; at++) {
    const inside = Math.min(to, (at + 1) * slice) - Math.max(from, at * slice)
    tokens[at] += (TOKENS * inside) / (to - from)
  }
}
