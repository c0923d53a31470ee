/**
 * What to add to `performance.now()` of this thread to get CLOCK_MONOTONIC in ms. Both come from the same kernel clock and
 * differ by a constant; the closest of several readings removes the time between the two calls.
 */
export function monotonicOffsetMs(): number {
  let best = { width: Number.POSITIVE_INFINITY, offset: 0 }
  for (let attempt = 0; attempt < 32; attempt += 1) {
    const before = performance.now()
    const monotonic = Number(process.hrtime.bigint()) / 1e6
    const after = performance.now()
    const width = after - before
    if (width < best.width) best = { width, offset: monotonic - (before + after) / 2 }
  }
  return best.offset
}
