const levels = '▁▂▃▄▅▆▇█'

/**
 * Numbers as a line of blocks, from 0 to the largest of them; `null` (nothing known there) is a gap.
 *
 * @example sparkline([1, 4, null, 8]) // '▁▄ █'
 */
export function sparkline(values: readonly (number | null)[]): string {
  const max = values.reduce<number>((high, value) => Math.max(high, value ?? 0), 0)
  return values
    .map((value) => {
      if (value === null) return ' '
      const level = max === 0 ? 0 : Math.ceil((value / max) * levels.length) - 1
      return levels.charAt(Math.max(0, level))
    })
    .join('')
}
