import { expect, test } from 'vitest'
import { valueList } from './value-list.js'

test.each([
  ['1,2,4', ['1', '2', '4']],
  ['1..16', ['1', '2', '4', '8', '16']],
  ['1..10', ['1', '2', '4', '8', '10']],
  ['0.5..2', ['0.5', '1', '2']],
  ['1..4,inf', ['1', '2', '4', 'inf']],
])('%s is %j', (text, values) => expect(valueList('--x', text)).toEqual(values))

test.each(['', '1,,2', '4..1', '0..4', '1,2,1', '1..4,2'])('%j is refused', (text) => {
  expect(() => valueList('--x', text)).toThrow(/--x cannot be/)
})
