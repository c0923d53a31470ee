/**
 * Lengths of which every whole number from `low` to `high` is as likely, as our flags of lengths word them.
 *
 * @returns `undefined` where both are the same: then one number says it all.
 * @example lengthsBetween(10, 20) // 'histogram,bins=10:20:1'
 */
export function lengthsBetween(low: number, high: number): string | undefined {
  return low === high ? undefined : `histogram,bins=${low}:${high}:1`
}

/** The lengths around one, as vLLM draws them: from (1 - ratio) to (1 + ratio) times it. */
export function lengthsAround(length: number, { ratio, beside = 0 }: { ratio: number; beside?: number }) {
  return lengthsBetween(beside + Math.floor(length * (1 - ratio)), beside + Math.ceil(length * (1 + ratio)))
}

/** The lengths up to one, as SGLang draws them: from ratio times it, and at least one token. */
export function lengthsUpTo(length: number, ratio: number): string | undefined {
  return lengthsBetween(Math.max(1, Math.floor(length * ratio)), length)
}
