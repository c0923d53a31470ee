import { steadyCoverage } from './steady.mjs'

const percent = (value) => `${(100 * value).toFixed(1)}`
const engines = [
  { name: 'equal lengths', cv: 0.02 },
  { name: 'lengths of CV 0.2', cv: 0.2 },
  { name: 'lengths of CV 0.8', cv: 0.8 },
  { name: 'CV 0.2, a speed that drifts by 3 %', cv: 0.2, drift: 0.03 },
]

/** In how many of 100 runs the interval of the steady throughput holds the true rate, and its half width in percent. */
export function steadyTable({ slicedInterval }, repetitions) {
  const windows = [5, 10, 20, 40, 100]
  const head = ['users', 'requests', ...windows.map((window) => `${window} durations`)]
  const rows = [4, 16].flatMap((places) =>
    engines.map(({ name, ...engine }) => {
      const cells = windows.map((window) => {
        const seed = 300 + window
        const { held, halfWidth } = steadyCoverage(slicedInterval, { places, window, ...engine, seed, repetitions })
        return `${percent(held)} (±${percent(halfWidth)} %)`
      })
      return [places, name, ...cells]
    }),
  )
  return [head, ...rows]
}
