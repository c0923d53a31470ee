import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runBuiltExample } from '../../../tools/config/readme-example.mjs'

const root = resolve(import.meta.dirname, '..')

test('the example of the README prints what the README says, on the built package', async () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  const promised = [...(/It prints (.*)\.\n/.exec(readme)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, line]) => line)
  const printed = await runBuiltExample(root)
  expect(printed.trim().split('\n')).toEqual(promised)
})
