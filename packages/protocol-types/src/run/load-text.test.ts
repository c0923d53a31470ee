import { LoadPlan } from './load-plan.js'
import { expect, test } from 'vitest'
import { loadText } from './load-text.js'

test.each([
  [{ kind: 'closed', concurrency: 10 }, '10 streams'],
  [{ kind: 'closed', concurrency: 1, rampUpSeconds: 5 }, '1 stream, ramp-up 5 s'],
  [{ kind: 'batch', size: 8 }, '8 at once'],
  [{ kind: 'poisson', rateRps: 4, maxConcurrency: 32 }, 'Poisson 4/s, at most 32 in flight'],
  [{ kind: 'gamma', rateRps: 0.5, burstiness: 0.3 }, 'gamma 0.5/s, burstiness 0.3'],
  [{ kind: 'trace', arrivalsMs: [0, 5, 9], timeScale: 2 }, 'trace of 3 arrivals, time scale 2'],
])('%o reads as %s', (load, text) => {
  expect(loadText(LoadPlan.parse(load))).toBe(text)
})
