import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runBuiltExample } from '../../../tools/config/readme-example.mjs'

test('the library example of the README runs as it stands, on the built program', async () => {
  const printed = await runBuiltExample(resolve(import.meta.dirname, '..'))
  const [plan = '', end] = printed.split(/^(?=exit code)/m)
  expect(JSON.parse(plan).workloads.map((each: { name: string }) => each.name)).toEqual(['Q1'])
  expect(end).toBe('exit code 0\n')
})
