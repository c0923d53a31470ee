/**
 * Queues whose capacity is known, in mean service times. Each is made of one pass over the arrivals, so that a search of a hundred thousand
 * requests takes milliseconds.
 *
 * What a measurement gives: `values`, the latencies of the requests in their order; `ends`, when each ended; `seconds` until the last arrival.
 */

/** Times of mean 1: exponential at a coefficient of variation of 1, else uniform around the mean, up to one of 0.57. */
const times = (random, cv) =>
  cv === 1 ? () => exponential(random) : () => 1 + Math.sqrt(12) * cv * (random.uniform() - 0.5)
const exponential = (random) => -Math.log(1 - random.uniform())

/** One server, first come first served: the recursion of Lindley. */
export function singleServer({ cv, drift = 0, memory = 50 }) {
  return {
    saturation: 1,
    /** @param now time of the search so far: a speed that wanders goes on between measurements. */
    measure({ rate, requests, random, speed = { at: 0, state: 0 } }) {
      const service = times(random, cv)
      const values = new Float64Array(requests)
      const ends = new Float64Array(requests)
      let at = 0
      let free = 0
      let wander = speed.state
      let stepAt = 0
      for (let request = 0; request < requests; request++) {
        at += exponential(random) / rate
        // The speed wanders as an Ornstein-Uhlenbeck process, in steps of one service time.
        for (; drift > 0 && stepAt < at; stepAt++) {
          const phi = Math.exp(-1 / memory)
          wander = phi * wander + Math.sqrt(1 - phi * phi) * Math.sqrt(12) * (random.uniform() - 0.5)
        }
        const begins = Math.max(at, free)
        free = begins + service() * (drift > 0 ? Math.exp(drift * wander) : 1)
        values[request] = begins - at
        ends[request] = free
      }
      speed.state = wander
      return measured(values, ends, { at, rate })
    },
  }
}

/** `places` servers and one queue: the recursion of Kiefer and Wolfowitz. */
export function manyServers({ cv, places }) {
  return {
    saturation: places,
    measure({ rate, requests, random }) {
      const service = times(random, cv)
      const values = new Float64Array(requests)
      const ends = new Float64Array(requests)
      const free = new Float64Array(places)
      let at = 0
      for (let request = 0; request < requests; request++) {
        at += exponential(random) / rate
        let first = 0
        for (let place = 1; place < places; place++) if (free[place] < free[first]) first = place
        const begins = Math.max(at, free[first])
        free[first] = begins + service()
        values[request] = begins - at
        ends[request] = free[first]
      }
      return measured(values, ends, { at, rate })
    },
  }
}

/** A server that takes up to `most` waiting requests at once: a batch lasts 1 and `slope` more for each of them, so that latency has a knee. */
export function batches({ most, slope, cv }) {
  return {
    saturation: most / (1 + slope * most),
    measure({ rate, requests, random }) {
      const noise = times(random, cv)
      const arrivals = new Float64Array(requests)
      const values = new Float64Array(requests)
      const ends = new Float64Array(requests)
      let at = 0
      for (let request = 0; request < requests; request++) arrivals[request] = at += exponential(random) / rate
      let free = 0
      for (let from = 0; from < requests; ) {
        const begins = Math.max(free, arrivals[from])
        let to = from + 1
        while (to < requests && to - from < most && arrivals[to] <= begins) to++
        free = begins + (1 + slope * (to - from)) * noise()
        for (; from < to; from++) {
          values[from] = free - arrivals[from]
          ends[from] = free
        }
      }
      return measured(values, ends, { at, rate })
    },
  }
}

function measured(values, ends, { at, rate }) {
  return { values, ends, seconds: at, rate }
}

/**
 * Whether the load was more than the server can carry, by the test of the library, at the looks at which the suite takes it; `requests`
 * had been sent when it was seen.
 */
export function overloadOf({ values, ends, rate }, isOverloaded) {
  const total = values.length
  for (let look = 50; look <= total; look = Math.ceil(look * 1.3)) {
    // Most looks see a queue that the test would not call grown; the list of all requests is made for the others alone.
    if (ends[look - 1] * rate - look < 4 * Math.sqrt(2 * look)) continue
    const ended = Array.from({ length: look }, (_, index) => ({
      latencyMs: values[index],
      inFlight: Math.max(0, Math.round(ends[index] * rate) - index - 1),
    }))
    if (isOverloaded(ended)) return { requests: look, seconds: ends[look - 1] }
  }
  return null
}
