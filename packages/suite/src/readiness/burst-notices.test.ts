import type { AggregatedMetrics } from '@sagellm-benchmark/protocol-types/artifacts'
import { expect, test } from 'vitest'
import { burstNotices } from './burst-notices.js'

const outcome = (flags: string[]) => {
  const metrics = {
    ...{ successfulRequests: 9, flags, loadNotKept: [] },
    clientOverhead: { reasons: ['its event loop was late'] },
  } as unknown as AggregatedMetrics
  return { summary: { notices: ['One.'] }, workloads: [{ metrics }] } as unknown as Parameters<typeof burstNotices>[1]
}

test('what limits the figures of a burst is said with its process', () => {
  expect(burstNotices('warm_1', outcome([]))).toEqual(['One.'])
  expect(burstNotices('warm_2', outcome(['client_saturated']))).toEqual([
    'One.',
    'Under the burst of warm_2 the client was at its limit (its event loop was late).',
  ])
})
