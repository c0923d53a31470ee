import type { Share } from './load-kind.js'

/**
 * Part `index` of `total` split over `count` workers as evenly as whole numbers allow; the first ones take the rest.
 *
 * @example shareOf(10, { index: 0, count: 3 }) // 4
 */
export function shareOf(total: number, { index, count }: Share): number {
  return Math.floor(total / count) + (index < total % count ? 1 : 0)
}
