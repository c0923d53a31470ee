import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { searchedLimits } from './searched-limit.js'

const read = (...texts: string[]) => searchedLimits(texts)

test('a percentile limits the share of requests beyond it', () => {
  const [limit] = read('ttft.p99<500')
  expect(limit).toMatchObject({ text: 'ttft.p99<500ms', kind: 'share', allowed: 0.01 })
  expect([499, 500].map((value) => limit?.breaks?.(value))).toEqual([false, true])
  expect(limit?.valueOf(aRecord({ ttftMs: 41 }))).toBeCloseTo(41)
  expect(limit?.valueOf(aRecord({ errorClass: 'total_timeout' }))).toBeNull()
})

test('errors are a share of all requests, a mean is a mean', () => {
  const [errors, mean] = read('errors<0.1%', 'e2e.avg<2s')
  expect([errors?.allowed, mean?.allowed, mean?.kind]).toEqual([0.001, 2000, 'mean'])
  expect([null, 'total_timeout' as const].map((errorClass) => errors?.valueOf(aRecord({ errorClass })))).toEqual([0, 1])
})

test('limits on each request are counted where it is said how many must keep them', () => {
  const [limit, ...others] = read('slo_attainment>99%', 'ttft<200')
  expect([limit?.allowed, others.length]).toEqual([0.01, 0])
  expect([100, 300].map((ttftMs) => limit?.valueOf(aRecord({ ttftMs })))).toEqual([0, 1])
})

test.each([
  [[], /needs an SLO/],
  [['ttft<200'], /cannot be "ttft<=200ms"/],
  [['slo_attainment>99%'], /cannot be/],
  [['output_throughput>100'], /cannot be/],
  [['ttft.max<100'], /cannot be/],
  [['errors<=0'], /cannot be/],
  [['itl.p99<50'], /cannot be/],
  [['ttft.p99>500'], /cannot be/],
  [['nonsense'], /--slo cannot be/],
])('%j is refused', (texts, message) => expect(() => searchedLimits(texts)).toThrow(message))
