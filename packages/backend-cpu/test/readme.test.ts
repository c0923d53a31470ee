import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runBuiltExample } from '../../../tools/config/readme-example.mjs'

test('the example of the README runs as it stands, on the built package', async () => {
  const printed = await runBuiltExample(resolve(import.meta.dirname, '..'))
  expect(printed).toMatch(/random weights/)
  expect(printed.match(/^\d+ \d+\.\d\d ms after the one before$/gm)).toHaveLength(15)
  expect(printed).toMatch(/^\d+ prompt tokens, peak memory \d+ MiB$/m)
})
