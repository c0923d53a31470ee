/**
 * A number as Go writes it: decimal, exponent, `NaN`, `Inf` with or without sign, any case. `null` for anything else; an
 * empty word is no zero.
 */
export function parseNumber(word: string | undefined): number | null {
  if (word === undefined) return null
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(word)) return Number(word)
  if (/^[+-]?nan$/i.test(word)) return Number.NaN
  if (/^\+?inf(?:inity)?$/i.test(word)) return Number.POSITIVE_INFINITY
  if (/^-inf(?:inity)?$/i.test(word)) return Number.NEGATIVE_INFINITY
  return null
}
