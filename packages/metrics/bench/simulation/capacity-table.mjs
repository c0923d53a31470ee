import { bisectOnce, searchOnce, trueCapacity } from './capacity.mjs'
import { batches, manyServers, singleServer } from './queues.mjs'

const percent = (value) => `${(100 * value).toFixed(1)} %`
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const PRECISION = 0.3
/** Bisection is tried with ever longer points until it holds as often as the search, or has taken so many times as long. */
const LONGEST = 4

export const capacityScenarios = [
  {
    name: 'M/M/1, p95 of the wait below 5',
    queue: singleServer({ cv: 1 }),
    slo: { limit: 5, allowed: 0.05 },
  },
  {
    name: 'M/M/1, p99 of the wait below 5',
    queue: singleServer({ cv: 1 }),
    slo: { limit: 5, allowed: 0.01 },
  },
  {
    name: 'M/G/4, service CV 0.5, p95 of the wait below 2',
    queue: manyServers({ cv: 0.5, places: 4 }),
    slo: { limit: 2, allowed: 0.05 },
  },
  {
    name: 'batches of up to 16 with a knee, p95 of the answer below 4',
    queue: batches({ most: 16, slope: 0.05, cv: 0.1 }),
    slo: { limit: 4, allowed: 0.05 },
  },
  {
    name: 'M/G/1, service CV 0.5, a speed that wanders by 5 %, p95 of the wait below 5',
    queue: singleServer({ cv: 0.5, drift: 0.05 }),
    slo: { limit: 5, allowed: 0.05 },
  },
]

/** How often the interval of the search for a capacity holds the true one, and how long it takes against bisection. */
export function capacityTable(library, repetitions) {
  const head = [
    'queue, times in mean services',
    'capacity, req a service',
    'searches that ended precise',
    'interval holds the capacity',
    'width, median',
    'measurements, median',
    'requests, median',
    'bisection in the same time: holds',
    'time of the search over that of bisection which holds as often',
  ]
  const rows = capacityScenarios.map(({ name, queue, slo }, at) => {
    const truth = trueCapacity(queue, slo)
    const begun = performance.now()
    const searches = Array.from({ length: repetitions }, (_, run) =>
      searchOnce(library, { queue, slo, precision: PRECISION, seed: 9000 + 100_003 * at + run, budget: 3e6 }),
    )
    const holds = searches.filter(({ low, high }) => (low ?? 0) <= truth && truth <= (high ?? Infinity)).length
    const found = searches.filter(({ ended }) => ended === 'found')
    const seconds = median(searches.map((each) => each.seconds))
    const { same, ratio } = againstBisection(library, {
      ...{ queue, slo, truth, seconds, at },
      goal: holds / repetitions,
      repetitions: Math.min(repetitions, 100),
    })
    const row = [
      name,
      truth.toFixed(3),
      percent(found.length / repetitions),
      percent(holds / repetitions),
      percent(median(found.map(({ low, high }) => high / low - 1)) ?? Number.NaN),
      median(searches.map(({ visits }) => visits)),
      Math.round(seconds * truth),
      percent(same),
      ratio,
    ]
    const took = Math.round((performance.now() - begun) / 1000)
    console.log(JSON.stringify({ name: 'capacity', unit: 'share', repetitions, took, row }))
    return row
  })
  return [head, ...rows]
}

/** Bisection of as many seconds in all, and of ever more, until it holds the truth as often or has taken `LONGEST` times as long. */
function againstBisection(library, { queue, slo, truth, seconds, at, goal, repetitions }) {
  const trial = (pointSeconds) => {
    const all = Array.from({ length: repetitions }, (_, run) =>
      bisectOnce(library, { queue, slo, precision: PRECISION, seed: 5000 + 100_003 * at + run, pointSeconds }),
    )
    const holds = all.filter(({ low, high }) => low <= truth && truth <= high).length
    return { holds: holds / repetitions, seconds: median(all.map((each) => each.seconds)) }
  }
  let same = null
  let ratio = null
  for (let part = 1 / 4; ; part *= 2) {
    const { holds, seconds: took } = trial((seconds / 6) * part)
    if (took >= seconds) same ??= holds
    if (holds >= Math.min(goal, 0.95)) ratio ??= (seconds / took).toFixed(2)
    else if (took >= LONGEST * seconds)
      ratio ??= `below ${(seconds / took).toFixed(2)}: it holds in ${percent(holds)} then`
    if (same !== null && ratio !== null) return { same, ratio }
  }
}
