import { z } from 'zod'

export const maxConcurrency = z
  .int()
  .positive()
  .nullable()
  .default(null)
  .describe('max requests in flight at once; null = no cap')

export const rampUpSeconds = z
  .number()
  .nonnegative()
  .default(0)
  .describe('seconds over which rate or concurrency grows linearly to its target')

/** ['ramp-up 2 s'], or nothing where there is none. */
export function rampUpText({ rampUpSeconds: seconds }: { readonly rampUpSeconds: number }): string[] {
  return seconds > 0 ? [`ramp-up ${seconds} s`] : []
}

/** ['at most 8 in flight'], or nothing without a cap. */
export function capText({ maxConcurrency: cap }: { readonly maxConcurrency: number | null }): string[] {
  return cap === null ? [] : [`at most ${cap} in flight`]
}
