type Point = { readonly x: number; readonly y: number }
type Sums = { readonly first: Point; n: number; spread: number; x: number; y: number; xx: number; xy: number }

/**
 * Least squares slope of points that lie on parallel lines, one a group: how much faster or slower what was done went than what was
 * recorded, wherever each round began.
 *
 * @param minSpread - distance in x over which the points of a group must lie, because over less it is mostly chance.
 */
export function createTimeSlope({ minSpread }: { readonly minSpread: number }) {
  const groups = new Map<number, Sums>()
  return {
    add(group: number, point: Point) {
      const sums = groups.get(group) ?? { first: point, n: 0, spread: 0, x: 0, y: 0, xx: 0, xy: 0 }
      groups.set(group, sums)
      // Counted from the first point, because squares of large times would lose their last digits.
      const x = point.x - sums.first.x
      const y = point.y - sums.first.y
      sums.n += 1
      sums.spread = Math.max(sums.spread, Math.abs(x))
      sums.x += x
      sums.y += y
      sums.xx += x * x
      sums.xy += x * y
    },
    /** `null` where no group spreads enough. */
    result(): number | null {
      let spread = 0
      let shared = 0
      for (const { n, x, y, xx, xy, ...own } of groups.values()) {
        if (own.spread < minSpread) continue
        spread += xx - (x * x) / n
        shared += xy - (x * y) / n
      }
      return spread > 0 ? shared / spread : null
    },
  }
}
