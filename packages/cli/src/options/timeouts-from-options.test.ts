import { expect, test } from 'vitest'
import { timeoutsFromOptions } from './timeouts-from-options.js'

test('a command with one limit gives the first token all of it, and a token after it the default or less', () => {
  expect(timeoutsFromOptions({ requestTimeout: 180 })).toEqual({
    totalMs: 180_000,
    firstTokenMs: 180_000,
    interTokenMs: 60_000,
  })
  expect(timeoutsFromOptions({ requestTimeout: 5 })).toMatchObject({ totalMs: 5000, interTokenMs: 5000 })
})

test('limits that are given stand', () => {
  const given = { requestTimeout: 600, firstTokenTimeout: 30, interTokenTimeout: 90 }
  expect(timeoutsFromOptions(given)).toEqual({ totalMs: 600_000, firstTokenMs: 30_000, interTokenMs: 90_000 })
})
