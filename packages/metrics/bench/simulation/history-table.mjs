import { histories } from './histories.mjs'

const percent = (value) => (value === null ? '' : (100 * value).toFixed(1))
const noises = [
  { name: 'normal' },
  { name: "heavy tails (Student's t, 3 degrees of freedom)", shape: 't3' },
  { name: 'skewed (log-normal)', shape: 'skewed' },
  { name: '5 % of the runs half or twice as large', outliers: 0.05 },
  { name: 'each run resembles the last, phi 0.3', phi: 0.3 },
  { name: 'each run resembles the last, phi 0.6', phi: 0.6 },
  { name: 'each run resembles the last, phi 0.9', phi: 0.9 },
  { name: 'a drift of 5 % in all', drift: 0.05 },
  { name: 'a drift of 20 % in all', drift: 0.2 },
]

/** One history of 20 runs by itself, with and without a change after the tenth. */
export function historyTable({ judgeHistories }, repetitions) {
  const head = [
    'noise from run to run, CV 3 %',
    'false jump, %',
    'called drift, %',
    'called doubtful, %',
    '10 % found, %',
    'and a false jump beside it, %',
    'place within its interval, %',
    'ratio within its interval, %',
    '5 % found, %',
  ]
  const rows = noises.map(({ name, ...noise }) => {
    const of = (change) => histories(judgeHistories, { ...noise, change, seed: 2200, repetitions })
    const [same, large, small] = [of(null), of({ at: 10, ratio: 1.1 }), of({ at: 10, ratio: 1.05 })]
    return [
      name,
      ...[same.anyFalse, same.drift, same.doubt].map(percent),
      ...[large.found, large.anyFalse, large.placed, large.sized, small.found].map(percent),
    ]
  })
  return [head, ...rows]
}

const lengths = [9, 12, 20, 40]

/** By the number of runs, with changes at several places. */
export function historyLengthTable({ judgeHistories }, repetitions) {
  const head = [
    'runs',
    'false jump, %',
    ...['in the middle', 'before the last 4', 'for the middle third'].map((where) => `10 % ${where}, found, %`),
  ]
  const rows = lengths.map((points) => {
    const of = (change) => histories(judgeHistories, { points, change, seed: 2300, repetitions })
    const third = Math.round(points / 3)
    const changes = [{ at: Math.floor(points / 2) }, { at: points - 4 }, { at: third, until: points - third }]
    return [
      points,
      percent(of(null).anyFalse),
      ...changes.map((change) => percent(of({ ...change, ratio: 1.1 }).found)),
    ]
  })
  return [head, ...rows]
}

/** Several histories that are judged together. */
export function historySeriesTable({ judgeHistories }, repetitions) {
  const head = [
    'series',
    'of which changed by 10 %',
    'any false jump, %',
    'false ones among the jumps, %',
    'changes found, %',
    'called doubtful, %',
  ]
  const rows = [
    [8, 0],
    [8, 1],
    [8, 4],
    [50, 0],
    [50, 1],
    [50, 25],
  ].map(([series, changed]) => {
    const change = changed === 0 ? null : { at: 10, ratio: 1.1 }
    const { anyFalse, falseShare, found, doubt } = histories(judgeHistories, {
      ...{ series, changed, change, seed: 2400 + series, repetitions: Math.ceil(repetitions / 5) },
    })
    return [series, changed, ...[anyFalse, falseShare, found, doubt].map(percent)]
  })
  return [head, ...rows]
}
