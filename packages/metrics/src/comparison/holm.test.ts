import { expect, test } from 'vitest'
import { holm, holmOfFamilies } from './holm.js'

test('p values are corrected as by R p.adjust(c(0.01, 0.04, 0.03), "holm"); what was not tested does not count', () => {
  expect(holm([0.01, null, 0.04, 0.03])).toEqual([0.03, null, 0.06, 0.06])
})

test('tests of one family count once: two families double the smallest p, whatever their size', () => {
  const tests = [
    { p: 0.01, family: 'a' },
    { p: 0.02, family: 'a' },
    { p: null, family: 'a' },
    { p: 0.5, family: 'b' },
  ]
  expect(holmOfFamilies(tests)).toEqual([0.02, 0.04, null, 0.5])
})

test('the second family is not judged more kindly than the first', () => {
  expect(
    holmOfFamilies([
      { p: 0.04, family: 'a' },
      { p: 0.05, family: 'b' },
    ]),
  ).toEqual([0.08, 0.08])
})
