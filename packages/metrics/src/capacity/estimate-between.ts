import { isUnjudged, type Level } from './level.js'

/** The estimate keeps this part of the way from either end, because both of them were shown to be ends. */
const MARGIN = 0.1
/** What a search expects before it knows: the share of requests beyond a limit grows like this power of the load, give or take. */
const USUAL = { slope: 4, deviation: 2 } as const
const FLATTEST = 1.5
/** Loads whose score is further from 0 say little of the slope there; those beyond are taken to be this far. */
const NEAR = 1.5

/**
 * Where the limits begin to be broken: where a line through the scores of the loads in and around the bracket, weighed by how well each is known,
 * crosses zero on the logarithm of the load. It plans the search; what the search states does not rest on it.
 *
 * @param levels - by load.
 * @param ends - the bracket, both above 0 and finite.
 * @returns the load, and by how much the score grows there with the logarithm of the load.
 */
export function estimateBetween(
  levels: readonly Level[],
  { low, high }: { low: number; high: number },
): { load: number; slope: number } {
  const from = Math.log(low)
  const gap = Math.log(high / low)
  const points = levels.flatMap((level) => {
    const { load, score, noise, requests, overloaded } = level
    const x = Math.log(load)
    if (isUnjudged(level) || overloaded || x < from - gap / 2 || x > from + 1.5 * gap) return []
    const near = Math.max(-NEAR, Math.min(NEAR, score))
    // A score that was cut off is one of which only the side is known.
    const spread = (noise * noise) / requests + 0.05 + (score - near) ** 2
    return [{ x, score: near, weight: 1 / spread }]
  })
  const weight = points.reduce((sum, each) => sum + each.weight, 0)
  if (weight === 0) return { load: Math.sqrt(low * high), slope: USUAL.slope }
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, each) => sum + each.weight * of(each), 0) / weight
  const [x, score] = [mean((point) => point.x), mean((point) => point.score)]
  const prior = 1 / USUAL.deviation ** 2
  const squares = points.reduce((sum, each) => sum + each.weight * (each.x - x) ** 2, 0)
  const products = points.reduce((sum, each) => sum + each.weight * (each.x - x) * (each.score - score), 0)
  const slope = Math.max(FLATTEST, (products + prior * USUAL.slope) / (squares + prior))
  const crossing = x - score / slope
  const inside = Math.min(from + (1 - MARGIN) * gap, Math.max(from + MARGIN * gap, crossing))
  return { load: Math.exp(inside), slope }
}
