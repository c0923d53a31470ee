/**
 * Turns arrivals counted in requests into times in ms: `u` requests are due once the rate, summed over time, has come
 * to `u`. With a ramp-up the rate grows linearly from 0, so its sum over the first t seconds is rate * t^2 / (2 * ramp-up).
 * Absolute from one start: an error in one gap never moves the arrivals after it.
 *
 * @param steps - ascending positions of the arrivals on the axis of expected requests (a process of rate 1).
 */
export function* pacedFrom(
  { rateRps, rampUpSeconds }: { readonly rateRps: number; readonly rampUpSeconds: number },
  steps: Iterable<number>,
): Generator<number> {
  const inRamp = (rateRps * rampUpSeconds) / 2
  for (const u of steps) {
    const seconds = u < inRamp ? Math.sqrt((2 * u * rampUpSeconds) / rateRps) : rampUpSeconds + (u - inRamp) / rateRps
    yield seconds * 1000
  }
}
