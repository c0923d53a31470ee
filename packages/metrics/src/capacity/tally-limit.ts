import type { LimitTally } from '@sagellm-benchmark/protocol-types/sweeps'
import type { SearchedLimit } from './searched-limit.js'

/** Batches of a visit: enough to see their spread, so few that each is long against a queue. */
const BATCHES = { few: 20, many: 40, from: 4000 } as const
/** Beyond this correlation of neighbouring batches the measurement is too short to say anything, and the factor is large enough. */
const MAX_CORRELATION = 0.8
/** Requests beyond a level that show how they come together; with fewer of them the spread of the batches is chance. */
const SEEN_BEYOND = 40
const LEVEL_SAMPLE = 10_000

/**
 * Cuts the values of one limit into batches, and says how far the requests hang together.
 *
 * A busy period breaks a limit for many requests in a row. The variance of their share is then several times that of independent requests,
 * and is read from batch means, also where no request broke the limit yet: of the requests above a quantile of the sample itself, the
 * highest that enough of them exceed.
 *
 * @param values - in the order of arrival.
 * @param companion - latencies of the same requests, for a limit whose own values are 0 and 1.
 * @see Schmeiser 1982, "Batch size effects in the analysis of simulation output"
 */
export function tallyLimit(
  values: ArrayLike<number>,
  {
    limit,
    companion = values,
  }: {
    limit: Pick<SearchedLimit, 'kind' | 'allowed' | 'breaks' | 'binary'>
    companion?: ArrayLike<number>
  },
): LimitTally {
  const { kind, breaks, allowed, binary } = limit
  const batches = inBatches(values, (value) => (breaks === null ? value : breaks(value) ? 1 : 0))
  if (kind === 'mean' || breaks === null) return { kind, batches, inflation: 1 }
  const broken = batches.reduce((sum, { total }) => sum + total, 0)
  // Where enough requests broke the limit, these say it best.
  if (broken >= SEEN_BEYOND) return { kind, batches, inflation: Math.max(1, inflationOf(batches)) }
  const level = quantileLevel(companion, binary ? 0.25 : allowed)
  const clumps = level === null ? 1 : inflationOf(inBatches(companion, (value) => (value > level ? 1 : 0)))
  return { kind, batches, inflation: Math.max(1, clumps) }
}

/**
 * Whether values rose from the first half to the second by more than chance: then nothing shows what they will rise to. What chance is, is seen
 * within the halves: over both, a rise itself would look like requests that hang together.
 */
export function isRising(values: ArrayLike<number>): boolean {
  const level = quantileLevel(values, 0.5)
  if (level === null) return false
  const batches = inBatches(values, (value) => (value > level ? 1 : 0))
  const half = Math.floor(batches.length / 2)
  const share = (part: Batches) =>
    part.reduce((sum, { total }) => sum + total, 0) / part.reduce((sum, { requests }) => sum + requests, 0)
  const halves = [batches.slice(0, half), batches.slice(half)] as const
  const inflation = (Math.max(1, inflationOf(halves[0])) + Math.max(1, inflationOf(halves[1]))) / 2
  return share(halves[1]) - share(halves[0]) > 2 * Math.sqrt(inflation / values.length)
}

type Batches = LimitTally['batches']

function inBatches(values: ArrayLike<number>, of: (value: number) => number): Batches {
  const count = Math.min(values.length < BATCHES.from ? BATCHES.few : BATCHES.many, values.length)
  const batches: Batches = []
  for (let batch = 0; batch < count; batch++) {
    const from = Math.floor((batch * values.length) / count)
    const to = Math.floor(((batch + 1) * values.length) / count)
    let total = 0
    for (let at = from; at < to; at++) total += of(values[at] as number)
    batches.push({ requests: to - from, total })
  }
  return batches
}

/**
 * Variance of batch shares over that of independent requests, widened by the correlation of neighbouring batches as far as it is more than
 * chance; 1 where nothing or everything lies beyond.
 */
export function inflationOf(batches: Batches): number {
  const requests = batches.reduce((sum, each) => sum + each.requests, 0)
  const share = batches.reduce((sum, { total }) => sum + total, 0) / requests
  if (batches.length < 4 || !(share > 0 && share < 1)) return 1
  const shares = batches.map((each) => each.total / each.requests)
  const squares = batches.reduce((sum, each, at) => sum + each.requests * ((shares[at] as number) - share) ** 2, 0)
  const ratio = squares / (batches.length - 1) / (share * (1 - share))
  const correlation = Math.min(
    MAX_CORRELATION,
    Math.max(0, correlationOf(shares, share) - 1 / Math.sqrt(shares.length)),
  )
  return (ratio * (1 + correlation)) / (1 - correlation)
}

/** Lag-1 correlation; of independent values it is 0, give or take the root of their number. */
function correlationOf(values: readonly number[], centre: number): number {
  let products = 0
  let squares = 0
  values.forEach((value, at) => {
    squares += (value - centre) ** 2
    if (at > 0) products += (value - centre) * ((values[at - 1] as number) - centre)
  })
  return squares === 0 ? 0 : products / squares
}

/** The value above which a share of the sample lies, or a larger share where that would be too few requests. */
function quantileLevel(values: ArrayLike<number>, share: number): number | null {
  if (values.length < 20) return null
  const beyond = Math.min(values.length / 2, Math.max(share * values.length, SEEN_BEYOND)) / values.length
  // Sorting all of a long measurement would take longer than everything else; a level near the quantile serves as well.
  const step = Math.max(1, Math.floor(values.length / LEVEL_SAMPLE))
  const sample = new Float64Array(Math.floor(values.length / step))
  for (let at = 0; at < sample.length; at++) sample[at] = values[at * step] as number
  sample.sort()
  const level = sample[Math.floor(sample.length * (1 - beyond)) - 1] as number
  return Number.isFinite(level) ? level : null
}
