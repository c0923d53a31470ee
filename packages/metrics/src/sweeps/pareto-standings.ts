import type { Estimate, Standing } from '@sagellm-benchmark/protocol-types/sweeps'

/** A point by two figures, of which more is better. */
export type TwoFigures = { readonly x: Estimate; readonly y: Estimate }

/**
 * How each point stands against all others. A point is dominated where another is better in both figures by more than both intervals tell;
 * near the frontier where one is better in both by less.
 *
 * @param points - in any order; a figure without an interval is taken at its value.
 * @returns one standing a point, in their order.
 */
export function paretoStandings(points: readonly TwoFigures[]): Standing[] {
  return points.map((point) => {
    if (points.some((other) => other !== point && surelyBetter(other.x, point.x) && surelyBetter(other.y, point.y)))
      return 'dominated'
    return points.some((other) => other !== point && better(other, point)) ? 'near' : 'frontier'
  })
}

function surelyBetter(a: Estimate, b: Estimate): boolean {
  return (a.low ?? a.value) > (b.high ?? b.value)
}

/** At least as good in both, and better in one. */
function better(a: TwoFigures, b: TwoFigures): boolean {
  const [x, y] = [a.x.value - b.x.value, a.y.value - b.y.value]
  return x >= 0 && y >= 0 && x + y > 0
}
