import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README runs as it stands', async () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  expect(readme.split('\n').length).toBeLessThan(80)
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
  // Inside the package, so that its own name resolves.
  mkdirSync(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example.mjs`
  writeFileSync(file, code)

  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...words) => void printed.push(words.join(' ')))
  try {
    await import(/* @vite-ignore */ `${pathToFileURL(file).href}?run`)
  } finally {
    log.mockRestore()
  }
  expect(printed).toEqual(['simulated 6 true'])
})
