/// <reference types="node" />
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runBuiltExample } from '../../../tools/config/readme-example.mjs'

test('the example of the README runs as it stands, on the built package', async () => {
  const printed = await runBuiltExample(resolve(import.meta.dirname, '..'))
  expect(printed.match(/^Q2-r0-\d{3} 512 tokens in, 128 out$/gm)).toHaveLength(3)
  expect(printed.match(/^Q5-r0-\d{3} 32 tokens in, 64 out$/gm)).toHaveLength(10)
  expect(printed).toContain('\nQ5-r0-000 Q5-r0-003 Q5-r0-006 Q5-r0-009\n')
  expect(printed).toMatch(/^due at \d+\.\d+$/m)
})
