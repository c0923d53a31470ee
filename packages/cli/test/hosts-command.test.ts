import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')

test('the command that the documentation names runs the tests on hosts', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const [, tool] = /^node (tools\/\S+)$/.exec(scripts['test:hosts'] ?? '') ?? []
  expect(readFileSync(resolve(root, tool as string), 'utf8')).toContain('tools/hosts/vitest.config.mjs')
  expect(existsSync(resolve(root, 'tools/hosts/vitest.config.mjs'))).toBe(true)
  expect(readFileSync(resolve(root, 'CONTRIBUTING.md'), 'utf8')).toContain('npm run test:hosts')
})
