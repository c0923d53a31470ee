/** What a number of a flag counts, where it is a time. */
export type TimeUnit = 's' | 'ms' | 'min'

/** Flags that are times, but for those whose names end in their unit. */
const units: Readonly<Record<string, TimeUnit>> = {
  apiKeyLifetime: 's',
  budget: 'min',
  duration: 's',
  firstTokenTimeout: 's',
  idleLimit: 'ms',
  interTokenTimeout: 's',
  maxMinutes: 'min',
  podWait: 's',
  rampUp: 's',
  requestTimeout: 's',
  sampleInterval: 's',
  seconds: 's',
  serverWait: 's',
  shardWait: 's',
  traceDuration: 's',
  traceStart: 's',
}

/** The unit of a flag's number; `null` where it is no time. */
export function unitOf(key: string): TimeUnit | null {
  const own = Object.hasOwn(units, key) ? units[key] : undefined
  return own ?? (key.endsWith('Ms') ? 'ms' : key.endsWith('Seconds') ? 's' : null)
}

const inMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }

/**
 * A time as it is typed, in the unit of its flag: a bare number is in that unit already.
 *
 * @returns `NaN` for a text that is no time.
 * @example timeIn('s', '2m') // 120
 */
export function timeIn(unit: TimeUnit, text: string): number {
  const [, digits, given = unit] = /^\s*((?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?)\s*(ms|s|m|min|h)?\s*$/.exec(text) ?? []
  if (digits === undefined) return Number.NaN
  if (given === unit) return Number(digits)
  // A product and a quotient of whole numbers: 300 ms are 0.3 s, and not 0.30000000000000004.
  return (Number(digits) * (inMs[given] as number)) / (inMs[unit] as number)
}

/** How a time is written, for those who typed it otherwise. */
export const timeInWords: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds, or a time such as 30s, 500ms or 2m',
  ms: 'milliseconds, or a time such as 500ms or 3s',
  min: 'minutes, or a time such as 20m, 90s or 1h',
}
