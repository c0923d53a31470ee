import type { Interval } from '@sagellm-benchmark/protocol-types/artifacts'

/** An interval of five rounds about a value. */
export const someInterval = (value: number, spread = 0.05): Interval => ({
  value,
  low: value * (1 - spread),
  high: value * (1 + spread),
  n: 5,
  method: 'rounds',
})
