import { expect, test } from 'vitest'
import { createColumn } from './column.js'

test('a column gives back what was pushed, across its blocks and after it was read', () => {
  const column = createColumn()
  expect(column.toArray()).toHaveLength(0)
  const expected: number[] = []
  for (let at = 0; at < 70_000; at++) {
    column.push(at / 2)
    expected.push(at / 2)
    if (at === 100 || at === 66_000) column.toArray()
  }
  expect(column.length).toBe(70_000)
  expect(Array.from(column.toArray())).toEqual(expected)
})

test('a cleared column begins anew', () => {
  const column = createColumn()
  column.push(1)
  column.clear()
  column.push(2)
  expect([...column.toArray()]).toEqual([2])
})
