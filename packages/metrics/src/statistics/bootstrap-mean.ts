import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { type Bounds, bcaInterval } from './bca-interval.js'
import type { BootstrapOptions } from './bootstrap-percentile.js'
import { mean } from './mean.js'
import { normalQuantile } from './normal.js'

/** Above this many values resampling only repeats, at great cost, what its own expansion gives in one pass. */
const RESAMPLE_UP_TO = 5000

/**
 * BCa bootstrap interval of a mean, seeded. Above 5,000 values by the ABC expansion of the same interval, without resampling.
 *
 * @returns `null` below 5 values.
 * @see DiCiccio and Efron 1992 (ABC); for a mean its three constants are the acceleration, the same, and 0
 * @example bootstrapMean([9, 10, 10, 11, 15], { seed: 1 })
 */
export function bootstrapMean(values: ArrayLike<number>, options: BootstrapOptions = {}): Bounds | null {
  const { seed = 0, resamples = 2000, confidence = 0.95 } = options
  const n = values.length
  const estimate = mean(values)
  if (estimate === null || n < 5) return null

  let squares = 0
  let cubes = 0
  for (let at = 0; at < n; at++) {
    const distance = (values[at] as number) - estimate
    squares += distance ** 2
    cubes += distance ** 3
  }
  if (squares === 0) return { low: estimate, high: estimate }
  const acceleration = cubes / (6 * squares ** 1.5)
  if (n > RESAMPLE_UP_TO) return expansion({ estimate, error: Math.sqrt(squares) / n, acceleration, confidence })

  const random = createRandom(seed)
  const replicates = new Float64Array(resamples)
  for (let at = 0; at < resamples; at++) {
    let total = 0
    for (let draw = 0; draw < n; draw++) total += values[random.index(n)] as number
    replicates[at] = total / n
  }
  return bcaInterval({ estimate, replicates, acceleration, confidence })
}

type Expansion = { estimate: number; error: number; acceleration: number; confidence: number }

function expansion({ estimate, error, acceleration, confidence }: Expansion): Bounds {
  const at = (tail: number) => {
    const w = acceleration + normalQuantile(tail)
    return estimate + (error * w) / (1 - acceleration * w) ** 2
  }
  const tail = (1 - confidence) / 2
  return { low: at(tail), high: at(1 - tail) }
}
