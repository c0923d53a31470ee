import type { Estimate, Knee } from '@sagellm-benchmark/protocol-types/sweeps'
import { normalQuantile } from '../statistics/normal.js'

/** What a load came to. */
export type LoadPoint = {
  /** Requests in flight, mean over time. */
  readonly inFlight: number
  /** Answers a second. */
  readonly rateRps: Estimate
  /** Mean time of an answer, from its sending to its end, in seconds. */
  readonly answerS: Estimate
}

/** Where the load beyond the knee gets less than this part of what it would without one, the ceiling was reached. */
const CEILING_REACHED = 0.8
/** Two intervals of 95 % hold together in 95 % when each is one of 97.5 %. */
const WIDER = normalQuantile(0.9875) / normalQuantile(0.975)

/**
 * The knee of a latency-throughput curve: where the line of a server that does not queue (requests in flight over the shortest answer)
 * meets the ceiling of its throughput. Below it more load brings more throughput; above it, only longer answers.
 *
 * @param points - at least two loads of one series; their order does not matter.
 * @see Denning and Buzen 1978, "The Operational Analysis of Queueing Network Models", asymptotic bounds: N* = X_max R_min
 */
export function kneeOf(points: readonly LoadPoint[]): Omit<Knee, 'series'> {
  const none = { inFlight: null, maxRateRps: null, minAnswerS: null }
  if (points.length < 2) return { ...none, message: 'a knee needs at least two loads that count' }
  const rate = extreme(
    points.map(({ rateRps }) => rateRps),
    Math.max,
  )
  const answer = extreme(
    points.map(({ answerS }) => answerS),
    Math.min,
  )
  const known = { maxRateRps: rate, minAnswerS: answer }
  const mostLoaded = points.reduce((a, b) => (b.inFlight > a.inFlight ? b : a))
  const unqueued = mostLoaded.inFlight / answer.value
  if (mostLoaded.rateRps.value > CEILING_REACHED * unqueued) {
    const message = `no knee up to ${format(mostLoaded.inFlight)} requests in flight: throughput still grows with the load; sweep further`
    return { ...known, inFlight: null, message }
  }
  const inFlight = product(rate, answer)
  const message = `the knee is at ${format(inFlight.value)} requests in flight${intervalIn(inFlight)}: beyond it the throughput stays at ${format(rate.value)} req/s`
  return { ...known, inFlight, message }
}

/** The most or least of several estimates: of their values, and of each of their ends. */
function extreme(all: readonly Estimate[], pick: (...values: number[]) => number): Estimate {
  const ends = (end: 'low' | 'high') => {
    const known = all.map((each) => each[end])
    return known.some((each) => each === null) ? null : pick(...(known as number[]))
  }
  return { value: pick(...all.map(({ value }) => value)), low: ends('low'), high: ends('high') }
}

function product(a: Estimate, b: Estimate): Estimate {
  const end = (which: 'low' | 'high') => {
    const [x, y] = [a[which], b[which]]
    if (x === null || y === null) return null
    return Math.max(0, a.value + WIDER * (x - a.value)) * Math.max(0, b.value + WIDER * (y - b.value))
  }
  return { value: a.value * b.value, low: end('low'), high: end('high') }
}

function intervalIn({ low, high }: Estimate): string {
  return low === null || high === null ? '' : ` (95 %: ${format(low)} .. ${format(high)})`
}

const format = (value: number) => String(Number(value.toPrecision(3)))
