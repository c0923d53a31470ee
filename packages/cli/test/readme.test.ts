import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the library example of the README runs as it stands, on the built program', async () => {
  const readme = await readFile(`${root}/README.md`, 'utf8')
  expect(readme.split('\n').length).toBeLessThan(80)
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
  // Inside the package, so that its own name resolves.
  await mkdir(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example.mjs`
  await writeFile(file, code)

  const { stdout } = await promisify(execFile)(process.execPath, [file])
  const [plan = '', end] = stdout.split(/^(?=exit code)/m)
  expect(JSON.parse(plan).workloads.map((each: { name: string }) => each.name)).toEqual(['Q1'])
  expect(end).toBe('exit code 0\n')
})
