import { createRandom } from '@sagellm-benchmark/protocol-types/random'
import { expect, test } from 'vitest'
import { searchOnce, trueCapacity } from '../bench/simulation/capacity.mjs'
import { manyServers, overloadOf, singleServer } from '../bench/simulation/queues.mjs'
import { createCapacitySearch, visitOf } from '../src/capacity/index.js'
import { tallyLimit } from '../src/capacity/tally-limit.js'
import { isOverloaded } from '../src/sweeps/overload.js'

const library = { createCapacitySearch, visitOf, isOverloaded }

test('the simulated queue of one exponential server waits as long as theory says', () => {
  // Pollaczek and Khinchine: half of rho (1 + CV^2) / (1 - rho) times the mean service.
  const { values } = singleServer({ cv: 1 }).measure({ rate: 0.6, requests: 400_000, random: createRandom(3) })
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean).toBeCloseTo((0.6 * (1 + 1)) / (2 * (1 - 0.6)), 0)
})

test('a rate beyond the capacity of all servers is an overload, one within it is none', () => {
  const queue = manyServers({ cv: 1, places: 4 })
  const at = (rate: number) => queue.measure({ rate, requests: 4000, random: createRandom(5) })
  expect(overloadOf(at(6), isOverloaded)).not.toBeNull()
  expect(overloadOf(at(3), isOverloaded)).toBeNull()
})

test('searches on a queue of known capacity hold it, and none of them leaves the range', () => {
  const queue = singleServer({ cv: 1 })
  const slo = { limit: 5, allowed: 0.05 }
  const truth = trueCapacity(queue, slo, { requests: 300_000, steps: 10 })
  const all = Array.from({ length: 30 }, (_, run) =>
    searchOnce(library, { queue, slo, precision: 0.4, seed: 70 + run, budget: 2e6 }),
  )
  const holds = all.filter(({ low, high }) => (low ?? 0) <= truth * 1.02 && truth * 0.98 <= (high ?? Infinity))
  // Of 30 searches that hold in 95 of 100, fewer than 26 do in 2 of 1000.
  expect(holds.length).toBeGreaterThanOrEqual(26)
  expect(all.filter(({ ended }) => ended === 'found').length).toBeGreaterThan(20)
})

test('requests that share a queue count for fewer than independent ones, also where none of them broke the limit', () => {
  const limit = { kind: 'share', allowed: 0.05, breaks: (value: number) => value >= 1000, binary: false } as const
  const random = createRandom(2)
  const alone = Array.from({ length: 4000 }, () => random.uniform())
  const queued = singleServer({ cv: 1 }).measure({ rate: 0.8, requests: 4000, random }).values
  expect(tallyLimit(alone, { limit }).inflation).toBeLessThan(3)
  expect(tallyLimit(queued, { limit }).inflation).toBeGreaterThan(10)
})
