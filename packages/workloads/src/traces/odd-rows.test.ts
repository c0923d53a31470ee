import { expect, test } from 'vitest'
import { createOddRows } from './odd-rows.js'

test('every row that is passed over is counted, also those of more problems than are told apart', () => {
  const odd = createOddRows()
  for (let line = 1; line <= 250; line += 1) odd.add(`problem ${line}`, line)
  const list = odd.list()
  expect(list.reduce((sum, { rows }) => sum + rows, 0)).toBe(250)
  expect(list[0]).toEqual({ problem: 'has another problem', rows: 150, firstLine: 101 })
  expect(list.length).toBeLessThanOrEqual(101)
})
