import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'
import { startStreamingServer } from '../src/testing/start-streaming-server.js'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README runs as it stands', async () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  expect(readme.split('\n').length).toBeLessThan(80)
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
  // Inside the package, so that its own name resolves.
  mkdirSync(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example.mjs`
  writeFileSync(file, code)

  const server = await startStreamingServer({ tokensPerSecond: 500 })
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...words) => void printed.push(words.join(' ')))
  vi.stubEnv('BACKEND_URL', server.url)
  try {
    await import(/* @vite-ignore */ `${pathToFileURL(file).href}?run`)
  } finally {
    log.mockRestore()
    vi.unstubAllEnvs()
    await server.close()
  }
  expect(printed[0]).toMatch(/^8 records, 0 failed, saturated: (true|false)$/)
  const ids = printed.slice(1).map((line) => /^(\S+) late \d[\d.e-]* ttft \d[\d.]*$/.exec(line)?.[1])
  expect(ids.sort()).toEqual(
    [0, 1, 2, 3, 4, 5].map((index) => `questions-r0-00${index}`).concat(['questions-w-000', 'questions-w-001']),
  )
})
