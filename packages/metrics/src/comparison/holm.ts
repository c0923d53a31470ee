/**
 * p values corrected for being several (Holm's step-down): rejecting those below a level keeps the chance of any false rejection
 * at that level, whatever the dependence among them.
 *
 * @param values - `null` where a test could not be made: it stays `null` and does not count.
 * @see Holm 1979
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06], as R's p.adjust
 */
export function holm(values: readonly (number | null)[]): (number | null)[] {
  return holmOfFamilies(values.map((p, at) => ({ p, family: String(at) })))
}

/** One of several tests; those of one family say the same thing in other words, and count once. */
type FamilyTest = { readonly p: number | null; readonly family: string }

/**
 * `holm` over families of tests that hardly differ (the tokens a second of a request follow from its times): their number is what is
 * corrected for, and a test inside a family is not corrected for the others of it.
 *
 * @example holmOfFamilies([{ p: 0.01, family: 'a' }, { p: 0.02, family: 'a' }, { p: 0.5, family: 'b' }]) // [0.02, 0.04, 0.5]
 */
export function holmOfFamilies(tests: readonly FamilyTest[]): (number | null)[] {
  const smallest = new Map<string, number>()
  for (const { p, family } of tests) if (p !== null) smallest.set(family, Math.min(p, smallest.get(family) ?? 1))
  const corrections = new Map<string, { readonly factor: number; readonly least: number }>()
  let least = 0
  for (const [family, p] of [...smallest].sort((a, b) => a[1] - b[1])) {
    const factor = smallest.size - corrections.size
    corrections.set(family, { factor, least })
    least = Math.max(least, Math.min(1, p * factor))
  }
  return tests.map(({ p, family }) => {
    const correction = corrections.get(family)
    return p === null || !correction ? null : Math.max(correction.least, Math.min(1, p * correction.factor))
  })
}
