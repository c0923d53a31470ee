import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readmeExamples, runExample } from '../../../tools/config/readme-example.mjs'

const root = resolve(import.meta.dirname, '..')

test('the README has two examples', () => {
  expect(readmeExamples(root)).toHaveLength(2)
})

test.each([
  ['a report', 0, /^# Benchmark result\n/],
  ['a plot', 1, /^true$/],
])('its example of %s runs as it stands', async (_name, at, printed) => {
  expect(await runExample(root, at)).toEqual([expect.stringMatching(printed)])
})
