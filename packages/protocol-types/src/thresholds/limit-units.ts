import type { MetricUnit } from '../metrics/define-metric.js'

/** Units that a limit may be written in, each with the power of ten that makes it the unit of the figure in files. */
export const limitUnits: Readonly<Record<MetricUnit, Readonly<Record<string, number>>>> = {
  ms: { ms: 0, s: 3, us: -3, µs: -3 },
  share: { '%': -2 },
  'tok/s': { 'tok/s': 0, 'tokens/s': 0, tps: 0 },
  'tok/s/user': { 'tok/s/user': 0, 'tok/s': 0, 'tokens/s': 0, tps: 0 },
  'req/s': { 'req/s': 0, 'requests/s': 0, rps: 0 },
  requests: { requests: 0 },
  MB: { mb: 0 },
  bytes: { bytes: 0, b: 0 },
  tokens: { tokens: 0 },
  evictions: { evictions: 0 },
  'J/token': { 'j/token': 0, j: 0 },
}

/** The unit that a printed limit bears; none where its number says enough. */
export const printedUnit: Readonly<Partial<Record<MetricUnit, string>>> = { ms: 'ms', share: '%' }
