import { expect, test } from 'vitest'
import { TokenStamps } from './token-stamps.js'

test('any number of stamps is kept, in order', () => {
  const stamps = new TokenStamps()
  expect([stamps.count, stamps.last, stamps.toArray()]).toEqual([0, null, []])
  const all = Array.from({ length: 1000 }, (_, at) => at / 3)
  for (const at of all) stamps.add(at)
  expect([stamps.count, stamps.last, stamps.toArray()]).toEqual([1000, 999 / 3, all])
})
