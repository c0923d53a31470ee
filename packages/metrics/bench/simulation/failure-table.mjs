import { failureKinds, falseFailures } from './failures.mjs'

const percent = (value) => `${(100 * value).toFixed(1)}`
const rates = [0.02, 0.05, 0.2]
const names = {
  single: 'single requests',
  half: 'half single, half whole rounds',
  whole: 'whole rounds',
  runs: 'runs of about three whole rounds',
}

/** Equal error rates that are called different, and a true difference that is found, by how failures fall. */
export function failureTable({ errorRateDifference }, repetitions) {
  const head = ['rounds', 'failures are', ...rates.map((rate) => `both ${100 * rate} %`), '2 % against 12 % is found']
  const rows = [5, 12, 24, 60].flatMap((rounds) =>
    failureKinds.map((kind) => {
      const common = { kind, rounds, repetitions, seed: 900 + rounds }
      const cells = rates.map((rate) => percent(falseFailures(errorRateDifference, { ...common, rate })))
      const found = percent(falseFailures(errorRateDifference, { ...common, rate: 0.02, more: 0.1 }))
      return [rounds, names[kind], ...cells, found]
    }),
  )
  return [head, ...rows]
}
