import type { FairnessFinding, TargetCapture } from '@sagellm-benchmark/protocol-types/comparison'

/** One condition that should be the same for all targets. */
export type FairnessCheck = {
  /** As in the file's name, with spaces. */
  readonly subject: string
  /** Whether it was, and how that is known; `unknown` where a target does not report it. */
  check(captures: readonly TargetCapture[]): Omit<FairnessFinding, 'subject'>
}

/** Declares a check: one file of this folder each, and a line in the list. */
export function defineFairnessCheck(check: FairnessCheck): FairnessCheck {
  return check
}

/**
 * The finding on a fact that each target reports, or not, as a text: the same everywhere, or who says what.
 *
 * @param missing - what to say of a target that does not report it.
 */
export function byFact(
  captures: readonly TargetCapture[],
  factOf: (capture: TargetCapture) => string | null,
  missing: string,
): Omit<FairnessFinding, 'subject'> {
  const facts = captures.map(factOf)
  const evidence = captures.map(({ label }, at) => `${label}: ${facts[at] ?? missing}`).join('; ')
  const known = new Set(facts.filter((fact) => fact !== null))
  if (known.size > 1) return { result: 'differs', evidence }
  if (facts.includes(null)) return { result: 'unknown', evidence }
  return { result: 'same', evidence: facts[0] as string }
}
