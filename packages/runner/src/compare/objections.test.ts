import { expect, test } from 'vitest'
import { aCell } from '../testing/a-capture.js'
import { objectionToCell } from './objections.js'

const side = (requests: number, short: number) => {
  const cell = aCell({ requests, recordFlags: { suspiciously_short: short } })
  return { ...cell, label: 'b', captured: cell }
}

test('more than one answer in a hundred that is suspiciously short takes every verdict away', () => {
  expect(objectionToCell([side(200, 0), side(200, 2)])).toBeNull()
  expect(objectionToCell([side(200, 0), side(200, 3)])).toMatchObject({
    by: 'failures',
    reason: expect.stringContaining('3 of 200 answers of b ended after one piece of text'),
  })
})
