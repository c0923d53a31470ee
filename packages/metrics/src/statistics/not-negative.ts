import type { OpenBounds } from './bounds.js'

/**
 * The bounds of what cannot be negative. A symmetric interval of a small or very uneven sample may reach below 0: it is cut there, and bears the
 * note `cut_at_zero`, because a reader who sees "0 .. 94" would else believe that 0 was found.
 *
 * @example notNegative({ low: -3, high: 94 }) // { low: 0, high: 94, notes: ['cut_at_zero'] }
 */
export function notNegative({ low, high }: OpenBounds): OpenBounds & { readonly notes?: string[] } {
  return low === null || low >= 0 ? { low, high } : { low: 0, high, notes: ['cut_at_zero'] }
}
