import { expect, test } from 'vitest'
import { lengthLine, lengthTables } from './length-table.js'

const lengths = { promptAsked: 512, promptBuilt: 512, promptRead: 530, outputAsked: 10, outputReached: null }

test('lengths stand on one line, those that are known', () => {
  expect(lengthLine({ lengths })).toBe('tokens: prompt 512 asked, 512 built, 530 read · output 10 asked')
  expect(lengthLine({ lengths: null })).toBeNull()
})

test('and in a table, a row a workload that has any', () => {
  const [table] = lengthTables({ Q1: { lengths }, Q2: { lengths: null } })
  expect(table?.rows).toEqual([['Q1', 512, 512, 530, 10, null]])
  expect(lengthTables({ Q2: { lengths: null } })).toEqual([])
})
