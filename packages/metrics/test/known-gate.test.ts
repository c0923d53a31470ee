import { expect, test } from 'vitest'
import { gateAlarms } from '../bench/simulation/gate.mjs'
import { perfRegressions, rowOfStarts } from '../src/verdicts/index.js'

/** The full table, with 2,000 checks a cell, is in docs/statistics.md; this is the same experiment at small size. */
const alarms = (options: Omit<Parameters<typeof gateAlarms>[1], 'seed' | 'repetitions'>) =>
  gateAlarms({ perfRegressions, rowOfStarts }, { ...options, seed: 9, repetitions: 80 })

test('three starts of each side sound on an equal engine in few of a hundred checks, one start in many', () => {
  // 5 % and 3 binomial standard errors of 80 checks.
  expect(alarms({ cv: 0.05, starts: [3, 3] }).alarm).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 80))
  expect(alarms({ cv: 0.05, starts: [1, 1] }).alarm).toBeGreaterThan(0.25)
})

test('a slow-down of 10 % is found where as many starts were made as recommended', () => {
  expect(alarms({ cv: 0.03, starts: [3, 3], slower: 1.1 }).alarm).toBeGreaterThan(0.75)
  expect(alarms({ cv: 0.05, starts: [5, 5], slower: 1.1 }).alarm).toBeGreaterThan(0.7)
})
