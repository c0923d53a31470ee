/** Values with weights, in two arrays of one length. */
export type Weighted = { readonly values: Float64Array; readonly weights: Float64Array }

const shares = {
  p001: 0.001,
  p01: 0.01,
  p05: 0.05,
  p10: 0.1,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
}

/** Below this sum the weights say nothing there, and every value counts alike. */
const NO_WEIGHT = 1e-6

/**
 * A distribution as GuideLLM summarises it: equal values are one, a percentile is the first value whose cumulated share reaches it, without
 * interpolation, and the sum is the mean times the count.
 *
 * @param count - observations behind it. @default the sum of the weights, rounded
 * @returns zeros for no values, which is what that tool writes.
 */
export function weightedSummary({ values, weights }: Weighted, count?: number): Record<string, unknown> {
  const observed = count ?? Math.round(weights.reduce((sum, each) => sum + each, 0))
  const { points, probabilities } = distribution({ values, weights })
  const last = points.length - 1
  if (last < 0) return empty(count ?? 0)
  const sumOver = (term: (value: number) => number) =>
    points.reduce((sum, value, at) => sum + term(value) * (probabilities[at] as number), 0)
  const mean = sumOver((value) => value)
  const variance = sumOver((value) => (value - mean) ** 2)
  const percentiles = percentilesOf(points, probabilities)
  const likeliest = probabilities.reduce((best, each, at) => (each > (probabilities[best] as number) ? at : best), 0)
  return {
    mean,
    median: percentiles.p50,
    mode: points[likeliest],
    variance,
    std_dev: Math.sqrt(variance),
    min: points[0],
    max: points[last],
    count: observed,
    total_sum: mean * observed,
    percentiles,
  }
}

/** Different values, ascending, with the share that each has of the weight. */
function distribution({ values, weights }: Weighted): { points: number[]; probabilities: number[] } {
  const order = Uint32Array.from(values, (_, at) => at)
  order.sort((a, b) => (values[a] as number) - (values[b] as number))
  const points: number[] = []
  const sums: number[] = []
  const pushAll = (weightOf: (at: number) => number) => {
    for (const at of order) {
      const [value, weight] = [values[at] as number, weightOf(at)]
      if (!(weight > 0)) continue
      if (points.at(-1) === value) sums[sums.length - 1] = (sums.at(-1) as number) + weight
      else {
        points.push(value)
        sums.push(weight)
      }
    }
  }
  pushAll((at) => weights[at] as number)
  const total = sums.reduce((sum, each) => sum + each, 0)
  if (total <= NO_WEIGHT) return { points, probabilities: points.map(() => 1 / points.length) }
  return { points, probabilities: sums.map((each) => each / total) }
}

function percentilesOf(points: readonly number[], probabilities: readonly number[]): Record<string, number> {
  const reached: number[] = []
  let cumulated = 0
  for (const each of probabilities) reached.push((cumulated += each))
  const first = (p: number) => {
    const at = reached.findIndex((share) => share >= p)
    return points[at < 0 ? points.length - 1 : at] as number
  }
  return Object.fromEntries(Object.entries(shares).map(([name, p]) => [name, first(p)]))
}

function empty(count: number): Record<string, unknown> {
  const percentiles = Object.fromEntries(Object.keys(shares).map((name) => [name, 0]))
  const zeros = { mean: 0, median: 0, mode: 0, variance: 0, std_dev: 0, min: 0, max: 0 }
  return { ...zeros, count, total_sum: 0, percentiles }
}
