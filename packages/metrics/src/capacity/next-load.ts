import { estimateBetween } from './estimate-between.js'
import { isUnjudged, type Level } from './level.js'
import type { SearchedLimit } from './searched-limit.js'

type Place = {
  /** The bracket; 0 and Infinity where an end is not known. */
  readonly low: number
  readonly high: number
  /** From here on the client is at its limit. */
  readonly ceiling: number
  readonly least: number
  readonly highest: number
  readonly start: number
  readonly precision: number
  readonly whole: boolean
  readonly limits: readonly Pick<SearchedLimit, 'kind' | 'allowed'>[]
}

const GROWTH = 2
/** A load that needs more than so many times what it has got is left: it lies too near to the capacity. */
const TOO_NEAR = 6
/** Standard errors at which a load is usually decided. */
const DECIDED_AT = 3
const FEWEST = 200
/** A new load gets at most so many times the requests of the one beside it, whatever it seems to need. */
const MOST_AT_ONCE = 8

/**
 * The load to measure next, and with how many requests: upwards and downwards by doubling until the bracket has two ends; then on the side of the
 * estimate that is further from its end, at some distance from it, because a load next to the capacity cannot be decided.
 */
export function nextLoad(levels: readonly Level[], place: Place): { load: number; requests: number } {
  const { low, high, ceiling, least, highest, start } = place
  const top = Math.min(high, ceiling)
  const open = levels.filter(({ load, verdict, withheld }) => {
    return verdict === 'undecided' && !withheld && load > low && load < top
  })
  if (low === 0 || top === Infinity) {
    const near = open.filter((each) => missing(each) <= TOO_NEAR)
    const [first] = near
    if (first) return again(first)
    if (levels.length === 0) return fresh(start)
    const [tried] = [levels.filter(({ load }) => load > low && load < top)]
    if (low === 0) {
      const below = Math.min(top, ...tried.map(({ load }) => load))
      return below <= least ? again(levels[0] as Level) : fresh(Math.max(least, below / GROWTH))
    }
    const above = Math.max(low, ...tried.map(({ load }) => load))
    return above >= highest ? again(levels.at(-1) as Level) : fresh(Math.min(highest, above * GROWTH))
  }
  return between()

  function between() {
    const width = Math.log(1 + place.precision)
    const { load: middle, slope } =
      high === Infinity ? { load: Math.sqrt(low * top), slope: 1 } : estimateBetween(levels, { low, high: top })
    const [below, above] = [Math.log(middle / low), Math.log(top / middle)]
    const side = below >= above ? -1 : 1
    const gap = Math.max(below, above)
    const distance = Math.min(gap * 0.8, Math.max(0.45 * width, 0.3 * gap))
    const wanted = middle * Math.exp(side * distance)
    const load = place.whole ? wholeBetween(wanted, low, top) : Number(wanted.toPrecision(4))
    const away = (each: Level) => side * Math.log(each.load / middle)
    const close = open
      .filter((each) => away(each) > 0.2 * width && away(each) < distance + 0.2 * width && missing(each) <= TOO_NEAR)
      .sort((a, b) => missing(a) - missing(b))
    const [nearest] = [...levels].sort((a, b) => Math.abs(a.load - load) - Math.abs(b.load - load))
    const wants = ((DECIDED_AT * (nearest?.noise ?? 0)) / (slope * distance)) ** 2
    return close[0] ? again(close[0]) : fresh(load, Math.min(wants, MOST_AT_ONCE * (nearest?.requests ?? 0)))
  }

  function fresh(load: number, wants = 0) {
    const rounded = place.whole ? Math.round(load) : load
    const known = levels.find((each) => each.load === rounded)
    return known && known.verdict === 'undecided'
      ? again(known)
      : { load: rounded, requests: Math.max(fewest(place), Math.ceil(wants)) }
  }

  /** As many again as it has: looks at one load grow, so that they are few. */
  function again({ load, requests }: Pick<Level, 'load' | 'requests'>) {
    return { load, requests: Math.max(requests, fewest(place)) }
  }
}

/** How many times the requests that a load has got it needs in all, as far as can be seen. */
function missing(level: Level): number {
  return isUnjudged(level) ? 1 : (DECIDED_AT / Math.max(0.05, Math.abs(level.distance))) ** 2
}

/** With fewer, a share that is met could not be shown even if no request broke the limit. */
function fewest({ limits }: Place): number {
  const shares = limits.flatMap(({ kind, allowed }) => (kind === 'share' ? [allowed] : []))
  return Math.max(FEWEST, ...shares.map((allowed) => Math.ceil(8 / allowed)))
}

function wholeBetween(load: number, low: number, high: number): number {
  return Math.min(Math.ceil(high) - 1, Math.max(Math.floor(low) + 1, Math.round(load)))
}
