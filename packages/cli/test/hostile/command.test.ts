import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { hostileFigures } from './figures.js'

const root = resolve(import.meta.dirname, '../../../..')

test('the command that the documentation names runs this suite, and its figures are those of a whole run', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const [, tool] = /^node (tools\/\S+)$/.exec(scripts['test:hostile'] ?? '') ?? []
  expect(existsSync(resolve(root, tool as string))).toBe(true)
  expect(readFileSync(resolve(root, tool as string), 'utf8')).toContain('test/hostile/vitest.config.mjs')
  for (const page of ['docs/reliability.md', 'CONTRIBUTING.md'])
    expect(readFileSync(resolve(root, page), 'utf8')).toContain('npm run test:hostile')
  const { kills, targets } = hostileFigures()
  expect([kills.total, kills.lost, kills.problems]).toEqual([200, 0, 0])
  expect([targets.total, targets.unnamed]).toEqual([100, 0])
})
