import { expect, test } from 'vitest'
import { e2eGroups } from './e2e-groups.js'
import { PerfPlan } from './perf-plan.js'

const groups = (plan: object) => {
  const parsed = PerfPlan.parse({ kind: 'e2e', target: { kind: 'simulated' }, ...plan })
  if (parsed.kind !== 'e2e') throw new Error('a plan of another kind')
  return e2eGroups(parsed)
}

test('each model at each precision has a folder of its own', () => {
  expect(groups({ models: ['a', 'b', 'a'], precisions: ['fp32', 'int8'] })).toEqual([
    { model: 'a', precision: 'fp32', folder: 'a-fp32_records' },
    { model: 'a', precision: 'int8', folder: 'a-int8_records' },
    { model: 'b', precision: 'fp32', folder: 'b-fp32_records' },
    { model: 'b', precision: 'int8', folder: 'b-int8_records' },
  ])
})

test('names that a file system would take for one lead to two folders', () => {
  const folders = groups({ models: ['org/m', 'org_m'] }).map(({ folder }) => folder)
  expect(new Set(folders.map((folder) => folder.toLowerCase())).size).toBe(2)
})
