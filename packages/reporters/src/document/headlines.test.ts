import { LoadPlan } from '@sagellm-benchmark/protocol-types'
import { figuresIn } from '@sagellm-benchmark/protocol-types/metrics'
import { expect, test } from 'vitest'
import { buildSummary } from '../run/build-summary.js'
import { someHeader, someMetrics } from '../testing/some-metrics.js'
import { headlines } from './headlines.js'
import { runFigures } from './metrics-tables.js'

const values = someMetrics({
  sloAttainment: 3 / 16,
  goodputRps: null,
  successfulRequests: 60,
  unjudgedRequests: 44,
  intervals: { slo_attainment: { value: 3 / 16, low: 0.0659, high: 0.4301, n: 16, method: 'requests' } },
})
const sentence =
  '3 of 16 judged requests met every service level (18.8 %); 44 could not be judged: of all it is 5 % to 78.3 %'

test('the attainment stands with its interval in per cent, and with what could not be judged', () => {
  const card = { label: 'SLO attainment', value: '18.8 %', trust: `95 % CI 6.6 % .. 43.0 %; ${sentence}` }
  expect(headlines(values)).toContainEqual(card)
  const load = LoadPlan.parse({ kind: 'closed', concurrency: 4 })
  const { workloads } = buildSummary(someHeader(), [{ name: 'Q1', load, requestsAsked: 60, metrics: values }])
  expect(workloads.Q1 && headlines(workloads.Q1)).toContainEqual(card)
})

test('the list of figures says it below the attainment', () => {
  const facts = runFigures(values)
  const at = facts.findIndex(({ label }) => label === 'SLO attainment')
  expect(facts[at + 1]).toEqual({ label: 'Service levels', value: sentence })
})

test('every headline that is a share has its interval in per cent', () => {
  const shares = figuresIn('tile').filter(({ metric }) => metric.unit === 'share')
  expect(shares.length).toBeGreaterThan(0)
  for (const { field, name, label } of shares) {
    const intervals = { [name]: { value: 0.5, low: 0.25, high: 0.75, n: 9, method: 'requests' as const } }
    const shown = headlines(someMetrics({ [field]: 0.5, intervals })).find((each) => each.label === label)
    expect(shown?.trust).toContain('95 % CI 25 % .. 75 %')
  }
})
