/** Mean number of requests in flight in each of `bins` equal parts of the time from `from` to `to`, in linear time. */
export function inFlight(
  requests: { readonly startAt: Float64Array; readonly endAt: Float64Array },
  window: { readonly from: number; readonly to: number; readonly bins: number },
): Float64Array {
  const { from, to, bins } = window
  const width = (to - from) / bins
  const mean = new Float64Array(bins)
  if (!(width > 0)) return mean
  // Whole bins between start and end are added as a difference, the two partial ones by their share.
  const whole = new Float64Array(bins + 1)
  for (let at = 0; at < requests.startAt.length; at++) {
    const start = Math.max(0, ((requests.startAt[at] as number) - from) / width)
    const end = Math.min(bins, ((requests.endAt[at] as number) - from) / width)
    if (!(end > start)) continue
    const first = Math.min(bins - 1, Math.floor(start))
    const last = Math.min(bins - 1, Math.floor(end))
    if (first === last) {
      mean[first] = (mean[first] as number) + end - start
      continue
    }
    mean[first] = (mean[first] as number) + first + 1 - start
    mean[last] = (mean[last] as number) + end - last
    whole[first + 1] = (whole[first + 1] as number) + 1
    whole[last] = (whole[last] as number) - 1
  }
  let running = 0
  for (let at = 0; at < bins; at++) {
    running += whole[at] as number
    mean[at] = (mean[at] as number) + running
  }
  return mean
}
