import { expect, test } from 'vitest'
import { faultRateOf } from './fault-rates.js'

test('a fault without a rate strikes every request', () => {
  expect(faultRateOf('reset')).toEqual({ fault: 'reset', rate: 1 })
})

test('an argument follows the rate', () => {
  expect(faultRateOf('stall:0.05:2000')).toEqual({ fault: 'stall:2000', rate: 0.05 })
})

test('it may strike some requests only', () => {
  expect(faultRateOf('engine-gone@12')).toEqual({ fault: 'engine-gone', rate: 1, from: 12 })
  expect(faultRateOf('engine-gone@12-40:0.5:3')).toEqual({ fault: 'engine-gone:3', rate: 0.5, from: 12, to: 40 })
})

test.each(['reset:2', 'reset:-0.1', 'reset:often', 'reset:', 'reset@0', 'reset@', 'reset@3-'])(
  '%s is refused with the form that is wanted',
  (text) => {
    expect(() => faultRateOf(text)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  },
)
