import { gateAlarms } from './gate.mjs'

const percent = (value) => `${(100 * value).toFixed(1)}`

/** False alarms of the regression gate, and a true slow-down that it finds, by the noise between starts and their number. */
export function gateTable(library, repetitions) {
  const noises = [0.03, 0.05, 0.1]
  const head = [
    'starts',
    ...noises.map((cv) => `A/A, noise ${100 * cv} %: any alarm (critical)`),
    ...noises.map((cv) => `10 % slower, noise ${100 * cv} %: any alarm (critical)`),
  ]
  const sizes = [
    [1, 1],
    [5, 1],
    [3, 3],
    [5, 5],
  ]
  const rows = sizes.map((starts) => {
    const cell = (cv, slower) => {
      const { alarm, critical } = gateAlarms(library, {
        cv,
        starts,
        slower,
        seed: 7000 + 100 * starts[0] + starts[1],
        repetitions,
      })
      return `${percent(alarm)} (${percent(critical)})`
    }
    return [starts.join(' + '), ...noises.map((cv) => cell(cv, 1)), ...noises.map((cv) => cell(cv, 1.1))]
  })
  return [head, ...rows]
}

/** One latency alone that is slower: with the correction for two of them, and as each would be found if it were judged by itself. */
export function gateOneTable(library, repetitions) {
  const noises = [0.03, 0.05, 0.1]
  const head = [
    'starts',
    'judged',
    ...noises.flatMap((cv) => [`A/A, noise ${100 * cv} %`, `TBT 10 % slower, noise ${100 * cv} %`]),
  ]
  const rows = [3, 5].flatMap((starts) => {
    const cells = noises.flatMap((cv) =>
      [1, 1.1].map((slower) =>
        gateAlarms(library, { cv, starts: [starts, starts], slower, tbtAlone: true, seed: 8000 + starts, repetitions }),
      ),
    )
    return [
      ['together', 'alarm'],
      ['each by itself', 'uncorrected'],
    ].map(([name, of]) => [`${starts} + ${starts}`, name, ...cells.map((cell) => percent(cell[of]))])
  })
  return [head, ...rows]
}
