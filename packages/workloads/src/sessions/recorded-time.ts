import { z } from 'zod'
import { dateTime } from '../traces/date-time.js'

/** Digits of times in seconds, ms, µs and ns of this century, and what makes ms of them. */
const scales = [
  [11, 1000],
  [14, 1],
  [17, 1e-3],
  [20, 1e-6],
] as const

/**
 * A moment as ms: a date of ISO 8601, or a number of seconds, ms, µs or ns since 1970, told apart by its size. Anything else is refused:
 * JavaScript's own reading of dates makes a year out of "-5".
 */
export const recordedTime = z.union([z.string(), z.number()]).transform((value, context) => {
  const text = String(value)
  const parsed = /^\d+(\.\d+)?$/.test(text) ? sinceEpoch(text) : (dateTime.safeParse(text).data ?? Number.NaN)
  if (Number.isFinite(parsed)) return parsed
  context.addIssue({ code: 'custom', message: 'is no time' })
  return z.NEVER
})

function sinceEpoch(text: string): number {
  const digits = text.split('.')[0]?.length ?? 0
  const [, scale] = scales.find(([most]) => digits < most) ?? [0, Number.NaN]
  return Number(text) * scale
}
