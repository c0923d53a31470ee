import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README prints what the README says, on the built package', () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
  const promised = [...(/It prints (.*)\.\n/.exec(readme)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, line]) => line)
  // Inside the package, so that its own name resolves.
  mkdirSync(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example.mjs`
  writeFileSync(file, code)

  const printed = execFileSync(process.execPath, [file], { encoding: 'utf8' })
  expect(printed.trim().split('\n')).toEqual(promised)
})
