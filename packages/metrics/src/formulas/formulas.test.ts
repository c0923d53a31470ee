import { figures, metrics, serviceLevelMetrics, serviceLevelNames } from '@sagellm-benchmark/protocol-types/metrics'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { aggregate } from '../run/aggregate.js'
import { formulas } from './formulas.js'

/** Two requests at once, so that a load of two is reached and there is time under it. */
const records = [
  aRecord({ index: 0, promptTokens: 32 }),
  aRecord({ index: 1, startAt: 1, scheduledAt: 0 }),
  aRecord({ index: 2, startAt: 30, scheduledAt: 20 }),
]
const engine = Object.fromEntries(
  metrics.flatMap(({ wire }) => {
    const own = figures.filter(({ metric }) => metric.wire === wire)
    return formulas[wire].per === 'engine' ? own.map(({ field }) => [field, 7]) : []
  }),
)
const serviceLevels = [{ metric: 'ttft_ms' as const, maxMs: 1000 }]
const run = aggregate(records, { serviceLevels, engine, targetConcurrency: 2, requestedRateRps: 5 })

describe.each(metrics.map(({ wire }) => wire))('%s', (wire) => {
  const own = figures.filter(({ metric }) => metric.wire === wire)

  test.skipIf(wire === 'energy_per_output_token_j')('is computed from a few records', () => {
    for (const { field } of own) expect(run[field], field).toEqual(expect.any(Number))
  })

  test('is unknown without any record, never a number', () => {
    const without = aggregate([])
    for (const { field } of own) expect(without[field]).toBeNull()
  })
})

test('energy per output token is unknown as long as nothing reads a counter', () => {
  expect(run.energyPerOutputTokenJ).toBeNull()
})

test('tokens a second of a user are the reciprocal of the time between tokens, request by request', () => {
  const pace = [aRecord({ gapMs: 10 }), aRecord({ index: 1, gapMs: 20 }), aRecord({ index: 2, outputTokens: 1 })]
  const { avgOutputTokensPerSecondPerUser: mean, minOutputTokensPerSecondPerUser: slowest } = aggregate(pace)
  expect(mean).toBe((1000 / 10 + 1000 / 20) / 2)
  expect(slowest).toBe(50)
})

test('a service level is judged on a value that each request has', () => {
  for (const name of serviceLevelNames) expect(formulas[serviceLevelMetrics[name]].per).toBe('request')
})
