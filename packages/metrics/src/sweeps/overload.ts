/** Standard deviations of chance beyond which a queue that grew is one that grows. */
const OVERLOAD_Z = 4
/** With fewer requests a queue has had no time to show anything. */
const FEWEST = 50

/** A request that ended: how long it waited, and how many were sent and had not ended, this one not among them. */
export type EndedRequest = { readonly latencyMs: number; readonly inFlight: number }

/**
 * Whether more arrives than leaves. A queue that is only just served walks at random, by the root of twice the number of arrivals at
 * most; one that grew by far more, with answers that wait ever longer, is not served.
 *
 * @param requests - in the order in which they ended.
 * @see Whitt 2002, "Stochastic-Process Limits", chapter 5: a queue at its limit is a reflected Brownian motion
 */
export function isOverloaded(requests: readonly EndedRequest[]): boolean {
  const [first] = requests
  const last = requests.at(-1)
  if (!first || !last || requests.length < FEWEST) return false
  const grown = last.inFlight - first.inFlight
  if (grown < OVERLOAD_Z * Math.sqrt(2 * (requests.length + last.inFlight))) return false
  return latencyRise(requests) > 0
}

/** By how much the second half of the requests that ended waited longer than the first, on average, ms. */
export function latencyRise(requests: readonly EndedRequest[]): number {
  const half = Math.floor(requests.length / 2)
  return meanLatency(requests.slice(half)) - meanLatency(requests.slice(0, half))
}

function meanLatency(part: readonly EndedRequest[]): number {
  return part.reduce((total, { latencyMs }) => total + latencyMs, 0) / part.length
}
