import { expect, test } from 'vitest'
import { twoEngines } from '../../bench/two-engines.mjs'
import { capturedRounds } from './captured-rounds.js'
import { driftCheck } from './drift-check.js'

const steady = twoEngines({ seed: 11, rounds: 40, batchSize: 4 }).baseline

test('a target that stays the same has not drifted', () => {
  expect(driftCheck(capturedRounds(steady).rounds).filter(({ drifted }) => drifted)).toEqual([])
})

test('a target that slows down in its second half has', () => {
  const slowed = steady.map((record) => {
    const added = record.round >= 20 ? 300 : 0
    const end = (record.lastTokenAt as number) + added
    return { ...record, lastTokenAt: end, endAt: end, tbtMs: (record.tbtMs as number) + added / 63 }
  })
  const tbt = driftCheck(capturedRounds(slowed).rounds).find(({ metric }) => metric === 'avg_tbt_ms')
  // 300 ms over 63 gaps of about 20 ms: 24 % more.
  expect(tbt?.drifted).toBe(true)
  expect(tbt?.low as number).toBeLessThan(1.24)
  expect(tbt?.high as number).toBeGreaterThan(1.24)
})

test('nine rounds are too few to tell', () => {
  expect(driftCheck(capturedRounds(steady).rounds.slice(0, 9))).toEqual([])
})
