import { expect, test } from 'vitest'
import { burstLoad } from './burst-load.js'

test('a burst comes on top of a steady load that goes on', () => {
  const plan = { rateRps: 2, steadySeconds: 1, recoverySeconds: 1.5, burstRequests: 3 }
  expect(burstLoad(plan)).toEqual({
    load: {
      kind: 'trace',
      arrivalsMs: [0, 500, 1000, 1000, 1000, 1000, 1500, 2000, 2500],
      timeScale: 1,
      maxConcurrency: null,
    },
    burst: { from: 2, count: 3 },
  })
})

test('a load that would not fit into the memory is refused', () => {
  const plan = { rateRps: 1e9, steadySeconds: 10, recoverySeconds: 30, burstRequests: 32 }
  expect(() => burstLoad(plan)).toThrow(/the load cannot be/)
})
