/// <reference types="node" />
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README runs as it stands, on the built package', () => {
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readFileSync(`${root}/README.md`, 'utf8')) ?? []
  // Inside the package, so that its own name resolves.
  mkdirSync(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example.mjs`
  writeFileSync(file, code)

  const printed = execFileSync(process.execPath, [file], { encoding: 'utf8' })
  expect(printed.match(/^Q2-r0-\d{3} 512 tokens in, 128 out$/gm)).toHaveLength(3)
  expect(printed.match(/^Q5-r0-\d{3} 32 tokens in, 64 out$/gm)).toHaveLength(10)
  expect(printed).toContain('\nQ5-r0-000 Q5-r0-003 Q5-r0-006 Q5-r0-009\n')
  expect(printed).toMatch(/^due at \d+\.\d+$/m)
})
