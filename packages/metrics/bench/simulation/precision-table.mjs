import { stopping } from './precision.mjs'

const percent = (value) => (value === null ? '' : (100 * value).toFixed(1))
const target = 0.03

/** Coverage after `--until-precise 3%` has ended a run, by the spread of rounds and their dependence. */
export function precisionTable({ precisionOf, looks }, repetitions) {
  const head = [
    'spread of rounds',
    'phi',
    'ended as precise, %',
    'holds: of those, %',
    'holds: of all runs, %',
    'median rounds',
    'the same with 95 % at every look: of those, %',
  ]
  const rows = [1, 3, 5, 8].flatMap((spread) =>
    [0, 0.3, 0.6, 0.9].map((phi) => {
      const common = { target, spread, phi, noiseShare: 0, seed: 1600 + 10 * spread + 10 * phi, repetitions }
      const ours = stopping(precisionOf, { ...common, looks })
      const naive = stopping(precisionOf, { ...common, looks: looks.map((look) => ({ ...look, alpha: 0.05 })) })
      return [
        `${spread} %`,
        phi,
        percent(ours.reached),
        percent(ours.reachedHeld),
        percent(ours.held),
        ours.medianRounds,
        percent(naive.reachedHeld),
      ]
    }),
  )
  return [head, ...rows]
}
