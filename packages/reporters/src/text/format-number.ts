/** What stands where a value is not known. */
export const notKnown = '–'

/**
 * Decimals that show about three significant digits of a typical value of a column or row, so that the column lines up.
 *
 * @param values - `null` is skipped; zeros do not count.
 * @returns 0 to 3; 0 for an empty list.
 */
export function decimalsFor(values: readonly (number | null | undefined)[]): number {
  const sizes = values.filter(
    (value): value is number => typeof value === 'number' && value !== 0 && Number.isFinite(value),
  )
  if (sizes.length === 0) return 0
  const sorted = sizes.map(Math.abs).sort((a, b) => a - b)
  const typical = sorted[Math.floor((sorted.length - 1) / 2)] as number
  return Math.max(0, Math.min(3, 2 - Math.floor(Math.log10(typical))))
}

/**
 * A number for people: fixed decimals, thousands apart, `–` for what is not known.
 *
 * @param decimals - by default three significant digits.
 * @example formatNumber(1234.5) // '1,235'
 */
export function formatNumber(value: number | null | undefined, decimals?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return notKnown
  const digits = decimals ?? (Number.isInteger(value) ? 0 : decimalsFor([value]))
  const fixed = Math.abs(value).toFixed(digits)
  const [whole = '0', fraction] = fixed.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = value < 0 && Number(fixed) !== 0 ? '-' : ''
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`)
}

/** A share as per cent: 0.0123 is `1.2 %`. */
export function formatShare(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return notKnown
  const percent = value * 100
  const digits = percent !== 0 && Math.abs(percent) < 1 ? 2 : Number.isInteger(percent) ? 0 : 1
  return `${formatNumber(percent, digits)} %`
}
