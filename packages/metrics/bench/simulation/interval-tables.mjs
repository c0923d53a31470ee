import { meanCoverage, percentileCoverage, shapes } from './intervals.mjs'

const percent = (value) => `${(100 * value).toFixed(1)}`
const shares = [0.5, 0.9, 0.95, 0.99]
const cell = ({ held, bound, open }) => `${percent(held)} / ${percent(bound)}${open > 0.5 ? ' open' : ''}`

/** Independent requests: in how many of 100 samples interval and bound hold the true percentile. */
export function percentileTable(metrics, repetitions) {
  const head = ['requests', ...shares.map((p) => `p${100 * p}`)]
  const rows = [5, 10, 17, 30, 40, 100, 300, 1000, 3000].map((rounds) => [
    rounds,
    ...shares.map((p) => cell(percentileCoverage(metrics, { p, rounds, perRound: null, seed: 3, repetitions }))),
  ])
  return [head, ...rows]
}

/** Rounds that disturb their requests, each like the one before it to the degree phi. */
export function roundsTable(metrics, repetitions) {
  const head = ['rounds x requests', 'phi', ...shares.map((p) => `p${100 * p}`)]
  const sizes = [
    [5, 16],
    [8, 16],
    [12, 16],
    [24, 8],
    [60, 4],
    [60, 16],
  ]
  const rows = sizes.flatMap(([rounds, perRound]) =>
    [0, 0.3, 0.5, 0.9].map((phi) => [
      `${rounds} x ${perRound}`,
      phi,
      ...shares.map((p) =>
        cell(
          percentileCoverage(metrics, {
            p,
            rounds,
            perRound,
            phi,
            roundSpread: 0.25,
            ownSpread: 0.4,
            seed: 5,
            repetitions,
          }),
        ),
      ),
    ]),
  )
  return [head, ...rows]
}

/** Means: in how many of 100 samples the interval holds the truth, is noted as one that may not, and misses without a note. */
export function meanTable(metrics, repetitions) {
  const sizes = [5, 10, 30, 100, 300, 1000]
  const head = ['shape', ...sizes.map((n) => `n = ${n}`)]
  const rows = Object.keys(shapes).map((shape) => [
    shape,
    ...sizes.map((n) => {
      const { held, noted, silent } = meanCoverage(metrics, { shape, n, seed: 1, repetitions })
      return `${percent(held)} / ${percent(noted)} / ${percent(silent)}`
    }),
  ])
  return [head, ...rows]
}
