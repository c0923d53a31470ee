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
  expect(printed).toMatch(/random weights/)
  expect(printed.match(/^\d+ \d+\.\d\d ms after the one before$/gm)).toHaveLength(15)
  expect(printed).toMatch(/^\d+ prompt tokens, peak memory \d+ MiB$/m)
})
