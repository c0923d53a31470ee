/**
 * When each place of a closed loop sends its first request, ms from the start: evenly over the ramp-up, the first at
 * once, so that concurrency grows linearly.
 *
 * @returns one time per unit of concurrency; all 0 without a ramp-up.
 * @example slotOpenings({ concurrency: 4, rampUpSeconds: 2 }) // Float64Array [0, 500, 1000, 1500]
 */
export function slotOpenings(load: { readonly concurrency: number; readonly rampUpSeconds: number }): Float64Array {
  const stepMs = (load.rampUpSeconds * 1000) / load.concurrency
  return Float64Array.from({ length: load.concurrency }, (_, slot) => slot * stepMs)
}
