import { z } from 'zod'
import { capText, maxConcurrency, rampUpSeconds, rampUpText } from './load-fields.js'

type Paced = { readonly rateRps: number; readonly rampUpSeconds: number; readonly maxConcurrency: number | null }

/** What all loads of one steady rate say of themselves. */
export const pacedFields = { rateRps: z.number().positive(), maxConcurrency, rampUpSeconds }

/** What all loads of one steady rate answer alike. */
export const paced = {
  drive: 'arrivals',
  warmupFlowsOn: true,
  places: (load: Paced) => load.maxConcurrency,
  withPlaces: <Load extends Paced>(load: Load, places: number) => ({ ...load, maxConcurrency: places }),
  /** Load grows to its target once, at its beginning: later rounds go on at the full rate. */
  laterRounds: <Load extends Paced>(load: Load) => ({ ...load, rampUpSeconds: 0 }),
  rateRps: (load: Paced) => load.rateRps,
} as const

export function pacedText(shape: string, load: Paced): string {
  return [shape, ...rampUpText(load), ...capText(load)].join(', ')
}

/**
 * Turns arrivals counted in requests into times in ms: `u` requests are due once the rate, summed over time, has come
 * to `u`. With a ramp-up the rate grows linearly from 0, so its sum over the first t seconds is rate * t^2 / (2 * ramp-up).
 * Absolute from one start: an error in one gap never moves the arrivals after it.
 *
 * @param steps - ascending positions of the arrivals on the axis of expected requests (a process of rate 1).
 */
export function* pacedFrom(
  { rateRps, rampUpSeconds: rampUp }: { readonly rateRps: number; readonly rampUpSeconds: number },
  steps: Iterable<number>,
): Generator<number> {
  const inRamp = (rateRps * rampUp) / 2
  for (const u of steps) {
    const seconds = u < inRamp ? Math.sqrt((2 * u * rampUp) / rateRps) : rampUp + (u - inRamp) / rateRps
    yield seconds * 1000
  }
}
