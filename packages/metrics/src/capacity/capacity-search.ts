import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import type { CapacityEnd, CapacityVisit } from '@sagellm-benchmark/protocol-types/sweeps'
import { estimateBetween } from './estimate-between.js'
import { canBreak, canMeet, judgeLoad, saysSomething } from './judge-load.js'
import type { Level } from './level.js'
import { nextLoad } from './next-load.js'
import type { SearchedLimit } from './searched-limit.js'

export type CapacityOptions = {
  readonly limits: readonly Pick<SearchedLimit, 'kind' | 'allowed'>[]
  /** The least and the highest load that is tried, and the first one. */
  readonly low: number
  readonly high: number
  readonly start: number
  /** Width of the interval at which the search ends, as a share of its lower end. @default 0.2 */
  readonly precision?: number
  /** @default 0.95 */
  readonly confidence?: number
  /** Whether loads are whole numbers: requests in flight. @default false */
  readonly whole?: boolean
}

/** What is to be measured next, or that nothing is. */
export type CapacityStep =
  | { readonly kind: 'measure'; readonly load: number; readonly requests: number }
  | { readonly kind: 'end'; readonly ended: Exclude<CapacityEnd, 'budget' | 'interrupted'> }

export type CapacityStanding = {
  /** The highest load that was shown to meet the limits, and the least that was shown to break one. */
  readonly low: number | null
  readonly high: number | null
  readonly estimate: number | null
  /** By load. */
  readonly levels: readonly Level[]
}

export interface CapacitySearch {
  next(): CapacityStep
  observe(visit: CapacityVisit): void
  standing(): CapacityStanding
}

/** What a look may spend of the error that is left: little while the bracket is wide and loads are easily told apart. */
const SPENT_WIDE = 1 / 30
const SPENT_NARROW = 1 / 6
/** So many measurements in a row that cannot decide a load end the trying of it. */
const WITHHELD_TRIES = 2

/**
 * The search for the highest load that meets all limits, as decisions alone: it says what to measure, takes what was seen, and holds an
 * interval that is true at any time with the stated confidence.
 *
 * Each look at a load spends a part of the error that is left over, decided before the look is made; the parts add up to the whole, so that by the
 * union bound no load is misjudged with the stated confidence, whenever one stops and whatever led to the loads. Where limits only get
 * harder to keep as the load grows, the capacity then lies between the highest load that meets them and the least that does not.
 *
 * @throws BenchError `invalid_argument` for a range, a precision or a confidence that is none.
 * @see Howard, Ramdas, McAuliffe and Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence sequences", section 3.1
 * @example
 * const search = createCapacitySearch({ limits: searchedLimits(['ttft.p99<500']), low: 1, high: 64, start: 1 })
 * for (let step = search.next(); step.kind === 'measure'; step = search.next()) search.observe(await measure(step))
 */
export function createCapacitySearch(options: CapacityOptions): CapacitySearch {
  const { limits, low: least, high: highest, start, precision = 0.2, confidence = 0.95, whole = false } = options
  if (!(least > 0 && highest >= least && Number.isFinite(highest)))
    throw invalidArgument('range', `${least}..${highest}`, 'give two loads above 0, the least first')
  if (!(precision > 0)) throw invalidArgument('precision', precision, 'give a share above 0, such as 0.2')
  if (!(confidence >= 0.5 && confidence < 1))
    throw invalidArgument('confidence', confidence, 'give a share such as 0.95')
  if (limits.length === 0) throw invalidArgument('limits', 'none', 'give at least one')
  const visits = new Map<number, CapacityVisit[]>()
  const levels = new Map<number, Level>()
  let errorLeft = 1 - confidence
  let contradicted = false

  const sorted = () => [...levels.values()].sort((a, b) => a.load - b.load)
  const ends = () => ({
    low: Math.max(0, ...sorted().flatMap(({ verdict, load }) => (verdict === 'meets' ? [load] : []))),
    high: Math.min(Infinity, ...sorted().flatMap(({ verdict, load }) => (verdict === 'fails' ? [load] : []))),
  })

  return {
    observe(visit) {
      const all = [...(visits.get(visit.load) ?? []), visit]
      visits.set(visit.load, all)
      const before = levels.get(visit.load)
      const counted = all.filter(saysSomething)
      const { low, high } = ends()
      const wide = !(high / low < (1 + precision) ** 3)
      const alpha = errorLeft * (wide ? SPENT_WIDE : SPENT_NARROW)
      if (saysSomething(visit)) errorLeft -= alpha
      const standing = judgeLoad(all, limits, alpha)
      // What was shown once was shown; a later look that is unsure takes nothing back. One that says nothing spends none of the error, so that
      // it may not decide by what was seen before it either.
      const shown = before?.verdict ?? 'undecided'
      const verdict = shown !== 'undecided' || !saysSomething(visit) ? shown : standing.verdict
      const requests = counted.reduce((sum, each) => sum + each.requests, 0)
      // The last measurements count: after one that was in time, too, a client may be late from then on. Where its lateness is all that may
      // break a limit, or it did not even keep the rate, more of the same would not tell.
      const latest = all.slice(-WITHHELD_TRIES)
      const untold = !latest.some(canBreak) || !latest.some(canMeet) || standing.limits.some(isBroken)
      const withheld = verdict === 'undecided' && latest.length === WITHHELD_TRIES && latest.every(isWithheld) && untold
      levels.set(visit.load, {
        ...standing,
        verdict,
        load: visit.load,
        visits: all,
        requests,
        withheld,
        overloaded: all.some((each) => each.overloaded),
      })
      const after = ends()
      contradicted ||= after.low >= after.high
    },
    next() {
      if (contradicted) return { kind: 'end', ended: 'contradiction' }
      const { low, high } = ends()
      if (low >= highest) return { kind: 'end', ended: 'meets_at_highest_load' }
      if (high <= least) return { kind: 'end', ended: 'fails_at_least_load' }
      if (low > 0 && (high / low <= 1 + precision + 1e-9 || (whole && high - low <= 1)))
        return { kind: 'end', ended: 'found' }
      const ceiling = Math.min(Infinity, ...sorted().flatMap(({ withheld, load }) => (withheld ? [load] : [])))
      const closed = low > 0 ? ceiling / low <= 1 + precision || (whole && ceiling - low <= 1) : ceiling <= least
      if (ceiling < high && closed) return { kind: 'end', ended: 'client_limit' }
      return {
        kind: 'measure',
        ...nextLoad(sorted(), { low, high, ceiling, least, highest, start, precision, whole, limits }),
      }
    },
    standing() {
      const { low, high } = ends()
      const known = !contradicted && low > 0 && high < Infinity
      return {
        low: !contradicted && low > 0 ? low : null,
        high: !contradicted && high < Infinity ? high : null,
        estimate: known ? estimateBetween(sorted(), { low, high }).load : null,
        levels: sorted(),
      }
    },
  }
}

function isWithheld({ withheld }: CapacityVisit): boolean {
  return withheld.length > 0
}

/** As it was measured, the client's part included. */
function isBroken({ verdict }: { readonly verdict: string }): boolean {
  return verdict === 'fails'
}
