import type { Bounds } from './bounds.js'
import { normalQuantile } from './normal.js'

/**
 * Wilson score interval of a share: unlike Student's t it does not claim certainty where no failure was seen.
 *
 * @param successes - 0 to `n`.
 * @returns both ends in [0, 1]; `null` for `n` = 0.
 * @see Wilson 1927; Brown, Cai and DasGupta 2001
 * @example wilsonInterval(0, { n: 10 }) // { low: 0, high: 0.278 }
 */
export function wilsonInterval(
  successes: number,
  { n, confidence = 0.95 }: { readonly n: number /** @default 0.95 */; readonly confidence?: number },
): Bounds | null {
  if (n === 0) return null
  const z2 = normalQuantile((1 + confidence) / 2) ** 2
  const share = successes / n
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n)
  const half = (Math.sqrt(z2) / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))
  return { low: successes === 0 ? 0 : centre - half, high: successes === n ? 1 : centre + half }
}
