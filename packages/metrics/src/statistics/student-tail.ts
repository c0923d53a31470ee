/**
 * Twice the share of Student's t distribution beyond `|t|`, for a whole number of degrees of freedom: a finite sum, for places where it is
 * needed thousands of times. The absolute error is below 1e-13; far out, where p is about that small, use `studentCdf`.
 *
 * @see Abramowitz and Stegun 26.7.3 and 26.7.4
 * @example studentTails(2.776445, 4) // 0.05
 */
export function studentTails(t: number, degreesOfFreedom: number): number {
  // Of the angle whose tangent is t over the root of the degrees of freedom; cosine and sine without the angle, because this is a hot loop.
  const tangent2 = (t * t) / degreesOfFreedom
  const cosine2 = 1 / (1 + tangent2)
  const sine = Math.sqrt(tangent2 * cosine2)
  const odd = degreesOfFreedom % 2 === 1
  let term = odd ? Math.sqrt(cosine2) : 1
  let sum = degreesOfFreedom === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k <= degreesOfFreedom - 2; k += 2) {
    term *= (cosine2 * (k - 1)) / k
    sum += term
  }
  const inside = odd ? (2 / Math.PI) * (Math.atan(Math.sqrt(tangent2)) + sine * sum) : sine * sum
  return Math.max(0, 1 - inside)
}
