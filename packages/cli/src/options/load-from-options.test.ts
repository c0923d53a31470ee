import { expect, test } from 'vitest'
import { loadFromOptions } from './load-from-options.js'
import { RunOptions } from '../commands/run/run-options.js'

const load = (flags: Partial<RunOptions>, arrivals: number[] | null = null) =>
  loadFromOptions(RunOptions.parse(flags), arrivals && { arrivalsMs: arrivals })

test('without a load flag each workload keeps its own load', () => {
  expect(load({})).toBeNull()
})

test('a rate is Poisson, with burstiness gamma, with infinite regularity constant', () => {
  expect(load({ requestRate: '5' })).toMatchObject({ kind: 'poisson', rateRps: 5, maxConcurrency: null })
  expect(load({ requestRate: '5', burstiness: '0.5' })).toMatchObject({ kind: 'gamma', burstiness: 0.5 })
  expect(load({ requestRate: '5', burstiness: 'inf', maxConcurrency: 8 })).toMatchObject({
    kind: 'constant',
    maxConcurrency: 8,
  })
})

test('an infinite rate releases everything at once, under a cap it is a closed loop', () => {
  expect(load({ requestRate: 'inf', numPrompts: 20 })).toEqual({ kind: 'batch', size: 20 })
  expect(load({ requestRate: 'inf', maxConcurrency: 4 })).toMatchObject({ kind: 'closed', concurrency: 4 })
  expect(load({ maxConcurrency: 4 })).toMatchObject({ kind: 'closed', concurrency: 4 })
  expect(() => load({ requestRate: 'inf' })).toThrow(/--request-rate/)
})

test('two loads at once are refused by name', () => {
  expect(() => load({ concurrency: 4, requestRate: '5' })).toThrow(/--concurrency with --request-rate/)
})

test('a rate that is no rate is refused', () => {
  expect(() => load({ requestRate: '-1' })).toThrow(/--request-rate/)
  expect(() => load({ requestRate: 'fast' })).toThrow(/--request-rate/)
})

test('a trace is stretched to a mean rate', () => {
  // Three gaps in 300 ms are ten a second.
  expect(load({ trace: 't', traceRate: 5 }, [0, 50, 100, 300])).toMatchObject({ kind: 'trace', timeScale: 2 })
  expect(() => load({ trace: 't', traceRate: 5 }, [0, 0])).toThrow(/--trace-rate/)
})
