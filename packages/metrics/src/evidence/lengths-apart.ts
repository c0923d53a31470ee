/** Mean lengths closer than these shares are the same. */
const SAME = { prompts: 0.02, answers: 0.01 }

/**
 * Whether prompts or answers of these mean lengths, tokens, are so far apart that a difference may come from them: shorter answers are more
 * requests a second, but no faster engine.
 *
 * @example lengthsApart([128, 131.1], 'prompts') // true: 2.4 %
 */
export function lengthsApart(means: readonly number[], of: keyof typeof SAME): boolean {
  return Math.max(...means) / Math.min(...means) > 1 + SAME[of]
}
