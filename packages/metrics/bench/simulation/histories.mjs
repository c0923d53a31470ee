import { createRandom, sampleNormal } from '@sagellm-benchmark/protocol-types/random'

/** A change that is found this many runs beside its true place is found. */
const NEAR = 2

/**
 * How often histories of known truth are called a jump.
 *
 * A history is a level times noise of the coefficient of variation `cv`: normal on the logarithms, or of another `shape`; with `phi` each run resembles
 * the one before; with `drift` the level moves evenly by so much from the first run to the last; a share `outliers` of the runs is half or twice
 * as large. Of `series` histories that are judged together, the first `changed` have the `change`.
 *
 * @param judgeHistories passed in, so that tests run it on sources.
 * @param change `{ at, ratio }`, and `until` where the level comes back.
 * @returns shares. `anyFalse`: of the repetitions with a jump in any history that has none, or far from the true place; `found`: of the changed
 *   histories; `falseShare`: mean share of false ones among the histories that are called a jump; `placed` and `sized`: of the found ones, the
 *   interval of place or ratio holds the truth; `drift` and `doubt`: of all histories.
 */
export function histories(judgeHistories, options) {
  const { series = 1, change = null, seed, repetitions } = options
  const changed = change === null ? 0 : (options.changed ?? series)
  const random = createRandom(seed)
  const counts = { anyFalse: 0, found: 0, falseShare: 0, placed: 0, sized: 0, drift: 0, doubt: 0 }
  for (let run = 0; run < repetitions; run++) {
    const inputs = Array.from({ length: series }, (_, at) => ({
      values: oneHistory(random, { ...options, change: at < changed ? change : null }),
      better: 'lower',
    }))
    const judged = judgeHistories(inputs)
    let [discoveries, falseOnes] = [0, 0]
    judged.forEach(({ changes, drift, doubt }, at) => {
      const truth = at < changed ? [change.at, ...(change.until ? [change.until] : [])] : []
      const wrong = changes.some((each) => truth.every((place) => Math.abs(place - each.at) > NEAR))
      const hit = changes.find((each) => truth.length > 0 && Math.abs(each.at - truth[0]) <= NEAR)
      discoveries += Number(changes.length > 0)
      falseOnes += Number(wrong)
      counts.drift += Number(drift !== null) / series
      counts.doubt += Number(doubt !== null) / series
      if (!hit) return
      counts.found++
      counts.placed += Number(hit.earliest <= truth[0] && truth[0] <= hit.latest)
      counts.sized += Number((hit.low ?? 0) <= change.ratio && change.ratio <= (hit.high ?? Infinity))
    })
    counts.anyFalse += Number(falseOnes > 0)
    counts.falseShare += discoveries === 0 ? 0 : falseOnes / discoveries
  }
  const { found, placed, sized, ...rest } = counts
  const of = (count, total) => (total === 0 ? null : count / total)
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, count]) => [name, count / repetitions])),
    found: of(found, changed * repetitions),
    placed: of(placed, found),
    sized: of(sized, found),
  }
}

/** @returns values around 100. */
export function oneHistory(
  random,
  { points = 20, cv = 0.03, shape = 'normal', phi = 0, drift = 0, outliers = 0, change = null },
) {
  let state = sampleNormal(random)
  return Array.from({ length: points }, (_, at) => {
    const noise = shape === 'normal' ? state : shapes[shape](random)
    state = phi * state + Math.sqrt(1 - phi * phi) * sampleNormal(random)
    const isChanged = change !== null && at >= change.at && at < (change.until ?? points)
    const level = 100 * (isChanged ? change.ratio : 1) * (1 + (drift * at) / Math.max(1, points - 1))
    const far = random.uniform() < outliers ? (random.uniform() < 0.5 ? 0.5 : 2) : 1
    return level * far * Math.exp(cv * noise)
  })
}

/** Of variance 1. */
const shapes = {
  /** Student's t with 3 degrees of freedom: heavy tails on both sides. */
  t3(random) {
    const squares = [1, 2, 3].reduce((sum) => sum + sampleNormal(random) ** 2, 0)
    return sampleNormal(random) / Math.sqrt(squares / 3) / Math.sqrt(3)
  },
  /** Log-normal: now and then a run is much slower, none much faster. */
  skewed(random) {
    return (Math.exp(sampleNormal(random)) - Math.exp(0.5)) / Math.sqrt((Math.E - 1) * Math.E)
  },
}
