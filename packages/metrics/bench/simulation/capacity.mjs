import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { overloadOf } from './queues.mjs'

/**
 * The true capacity of a queue: where a long run breaks the limit in just the share of requests that is allowed, by bisection with the same
 * random numbers at every rate.
 *
 * @param slo `limit` in service times, `allowed` as a share.
 */
export function trueCapacity(queue, { limit, allowed }, { requests = 1_500_000, steps = 14 } = {}) {
  let [low, high] = [queue.saturation * 0.02, queue.saturation]
  for (let step = 0; step < steps; step++) {
    const rate = Math.sqrt(low * high)
    const { values } = queue.measure({ rate, requests, random: createRandom(99) })
    if (shareBeyond(values, limit) > allowed) high = rate
    else low = rate
  }
  return Math.sqrt(low * high)
}

/**
 * One search of the library on a queue.
 *
 * @param library `createCapacitySearch`, `visitOf`, `isOverloaded`, passed in, so that tests run it on sources.
 */
export function searchOnce(library, { queue, slo, precision, seed, budget = Infinity }) {
  const random = createRandom(seed)
  const limits = [{ kind: 'share', allowed: slo.allowed, breaks: (value) => value >= slo.limit, binary: false }]
  const search = library.createCapacitySearch({ limits, precision, ...rangeOf(queue, random) })
  const speed = { state: startOfDrift(random) }
  let seconds = 0
  let visits = 0
  let step = search.next()
  for (; step.kind === 'measure' && seconds < budget; step = search.next()) {
    const { load, requests } = step
    const measured = queue.measure({ rate: load, requests, random, speed })
    const over = overloadOf(measured, library.isOverloaded)
    const took = over?.seconds ?? measured.seconds
    seconds += took
    visits += 1
    const values = over ? measured.values.subarray(0, over.requests) : measured.values
    search.observe(
      library.visitOf(
        { load, seconds: took, values: [values], latencies: values, overloaded: over !== null, withheld: [] },
        limits,
      ),
    )
  }
  const { low, high } = search.standing()
  return { low, high, seconds, visits, ended: step.kind === 'end' ? step.ended : 'budget' }
}

/** Bisection with a fixed time a point: the point estimate decides, and the bracket is the answer. */
export function bisectOnce(library, { queue, slo, precision, seed, pointSeconds }) {
  const random = createRandom(seed)
  const { low: least, high: most, start } = rangeOf(queue, random)
  const speed = { state: startOfDrift(random) }
  let seconds = 0
  const meets = (rate) => {
    const measured = queue.measure({ rate, requests: Math.max(50, Math.ceil(rate * pointSeconds)), random, speed })
    const over = overloadOf(measured, library.isOverloaded)
    seconds += over?.seconds ?? measured.seconds
    return !over && shareBeyond(measured.values, slo.limit) <= slo.allowed
  }
  let [low, high] = meets(start) ? [start, null] : [null, start]
  while (high === null && low < most) meets(low * 2) ? (low *= 2) : (high = low * 2)
  while (low === null && high > least) meets(high / 2) ? (low = high / 2) : (high /= 2)
  while (low !== null && high !== null && high / low > 1 + precision) {
    const middle = Math.sqrt(low * high)
    if (meets(middle)) low = middle
    else high = middle
  }
  return { low, high, seconds }
}

/** As the suite finds it: half of what comes back when all is sent at once, and what that says up to its own error. */
function rangeOf({ saturation }, random) {
  const start = saturation * (0.4 + 0.3 * random.uniform())
  return { low: start / 64, high: start * 64, start }
}

const startOfDrift = (random) => 2 * random.uniform() - 1

function shareBeyond(values, limit) {
  let beyond = 0
  for (let at = Math.floor(values.length / 10); at < values.length; at++) if (values[at] >= limit) beyond++
  return beyond / (values.length - Math.floor(values.length / 10))
}
