import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runExample } from '../../../tools/config/readme-example.mjs'

test('the example of the README runs as it stands', async () => {
  expect(await runExample(resolve(import.meta.dirname, '..'))).toEqual(['simulated 6 true'])
})
