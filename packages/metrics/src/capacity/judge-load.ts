import type { CapacityVisit, LimitTally } from '@sagellm-benchmark/protocol-types/sweeps'
import { incompleteBeta } from '../statistics/incomplete-beta.js'
import { normalQuantile } from '../statistics/normal.js'
import { studentQuantile } from '../statistics/student-quantile.js'
import { inflationOf } from './tally-limit.js'

type Verdict = 'meets' | 'fails' | 'undecided'

/** What is known of one limit at one load. */
type LimitStanding = {
  /** The share of requests that break it, or the mean; `null` where nothing was judged. */
  readonly value: number | null
  /** Above 0 it is broken, as far as is seen; in units of the logarithm of the share or the mean. */
  readonly score: number
  /** How many standard errors `value` lies away from what is allowed. */
  readonly distance: number
  /** Standard error of the score of one request: that of n is less by the root of n. */
  readonly noise: number
  readonly verdict: Verdict
}

type Judged = { readonly kind: 'share' | 'mean'; readonly allowed: number }

/**
 * Whether measurements of a load show that one limit is met, or that it is not, each with at most `alpha` of error.
 *
 * A share is held against what is allowed by the exact binomial test, with as many independent requests as the batches come to, and fewer for
 * what the batches do not tell of their own spread. A mean is held against it by Student's t over the batches.
 *
 * @param tallies - of the measurements of this load, one each.
 * @see Korn and Graubard 1998, "Confidence intervals for proportions with small expected number of positive counts estimated from survey data"
 */
function judgeLimit(tallies: readonly LimitTally[], { kind, allowed }: Judged, alpha: number): LimitStanding {
  const batches = tallies.flatMap((tally) => tally.batches)
  const requests = batches.reduce((sum, each) => sum + each.requests, 0)
  const degrees = batches.length - tallies.length
  if (requests === 0 || degrees < 4) return { value: null, score: 0, distance: 0, noise: 0, verdict: 'undecided' }
  const total = batches.reduce((sum, each) => sum + each.total, 0)
  const value = total / requests
  return kind === 'mean' ? judgeMean() : judgeShare()

  function judgeShare(): LimitStanding {
    const own = tallies.reduce((sum, each) => sum + each.inflation * requestsOf(each), 0) / requests
    // Measurements at several times, of a server that wanders, differ by more than each of them shows.
    const together = tallies.length > 1 ? inflationOf(batches) : 1
    const inflation = Math.max(1, own, together)
    const certainty = (normalQuantile(1 - alpha) / studentQuantile(1 - alpha, degrees)) ** 2
    const independent = (requests / inflation) * certainty
    const broken = value * independent
    const atMost = incompleteBeta(1 - allowed, { a: independent - broken, b: broken + 1 })
    const atLeast = broken === 0 ? 1 : incompleteBeta(allowed, { a: broken, b: independent - broken + 1 })
    const smoothed = (total + 0.5) / (requests + 1)
    return {
      value,
      score: Math.log(smoothed / allowed),
      distance: (value - allowed) / Math.sqrt((allowed * (1 - allowed) * inflation) / requests),
      noise: Math.sqrt(((1 - allowed) * inflation) / allowed),
      verdict: independent > broken && atMost <= alpha ? 'meets' : atLeast <= alpha ? 'fails' : 'undecided',
    }
  }

  function judgeMean(): LimitStanding {
    const squares = batches.reduce((sum, each) => sum + each.requests * (each.total / each.requests - value) ** 2, 0)
    const error = Math.sqrt(squares / degrees / requests)
    const reach = studentQuantile(1 - alpha, degrees) * error
    return {
      value,
      score: Math.log(Math.max(value, 1e-9) / allowed),
      distance: error > 0 ? (value - allowed) / error : Math.sign(value - allowed) * Number.MAX_VALUE,
      noise: (error * Math.sqrt(requests)) / allowed,
      verdict: value + reach < allowed ? 'meets' : value - reach > allowed ? 'fails' : 'undecided',
    }
  }
}

/** What is known of one load. */
export type LoadStanding = {
  readonly verdict: Verdict
  readonly limits: readonly LimitStanding[]
  /** Of the limit that is nearest to being broken. */
  readonly score: number
  readonly distance: number
  readonly noise: number
}

/**
 * Whether a load meets all limits. Each has to be met by itself with at most `alpha` of error, and then all are (an intersection-union test,
 * which needs no correction); that one fails is shown at `alpha` over their number. An overload fails whatever the limits are, and a
 * load whose latencies still rise meets nothing. What a late client measured shows that the limits are met by the longest latencies there can
 * have been without it, and that one is broken by the shortest.
 *
 * @see Berger 1982, "Multiparameter hypothesis testing and acceptance sampling"
 */
export function judgeLoad(visits: readonly CapacityVisit[], limits: readonly Judged[], alpha: number): LoadStanding {
  const counted = visits.filter((visit) => canMeet(visit) && !visit.overloaded)
  const breaking = visits.filter((visit) => canBreak(visit) && !visit.overloaded)
  const overloaded = visits.some((visit) => visit.overloaded && canBreak(visit))
  const seen = (at: number) => counted.flatMap(({ tallies }) => tallies[at] ?? [])
  const least = (at: number) =>
    breaking.flatMap((visit) => (visit.withheld.length === 0 ? visit.tallies : visit.leastTallies)[at] ?? [])
  const standings = limits.map((limit, at) => judgeLimit(seen(at), limit, alpha))
  const each = alpha / limits.length
  const broken = limits.some((limit, at) => judgeLimit(least(at), limit, each).verdict === 'fails')
  const met = counted.length > 0 && standings.every(({ verdict }) => verdict === 'meets')
  const rising = counted.at(-1)?.rising === true
  const worst = standings.reduce((a, b) => (b.distance > a.distance ? b : a), standings[0] as LimitStanding)
  return {
    verdict: overloaded || broken ? 'fails' : met && !rising ? 'meets' : 'undecided',
    limits: standings,
    score: overloaded ? Math.max(1, worst.score) : worst.score,
    distance: overloaded ? Number.MAX_VALUE : worst.distance,
    noise: worst.noise,
  }
}

/** Whether a measurement can show anything. */
export function saysSomething(visit: CapacityVisit): boolean {
  return canMeet(visit) || canBreak(visit)
}

/** Whether it can show that the limits are met. */
export function canMeet({ withheld, clientLate }: CapacityVisit): boolean {
  return withheld.length === 0 || clientLate
}

/** Whether it can show that a limit is broken: of a late client it has to be known what it can have added. */
export function canBreak({ withheld, lateMs }: CapacityVisit): boolean {
  return withheld.length === 0 || lateMs !== null
}

function requestsOf({ batches }: LimitTally): number {
  return batches.reduce((sum, each) => sum + each.requests, 0)
}
