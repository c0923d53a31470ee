import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code)

test('the README is short and has two examples', () => {
  expect(readme.split('\n').length).toBeLessThan(80)
  expect(examples).toHaveLength(2)
})

test.each([
  ['a report', 0, /^# Benchmark result\n/],
  ['a plot', 1, /^true$/],
])('its example of %s runs as it stands', async (_name, at, printed) => {
  // Inside the package, so that its own name resolves.
  mkdirSync(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example-${at}.ts`
  writeFileSync(file, examples[at] as string)
  const lines: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...words) => void lines.push(words.join(' ')))
  try {
    await import(/* @vite-ignore */ `${pathToFileURL(file).href}?run`)
  } finally {
    log.mockRestore()
  }
  expect(lines).toEqual([expect.stringMatching(printed)])
})
