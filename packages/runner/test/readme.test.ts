import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runExample } from '../../../tools/config/readme-example.mjs'
import { startStreamingServer } from '../src/testing/start-streaming-server.js'

test('the example of the README runs as it stands', async () => {
  const server = await startStreamingServer({ tokensPerSecond: 500 })
  vi.stubEnv('BACKEND_URL', server.url)
  const printed = await runExample(resolve(import.meta.dirname, '..')).finally(async () => {
    vi.unstubAllEnvs()
    await server.close()
  })
  expect(printed[0]).toMatch(/^8 records, 0 failed, saturated: (true|false)$/)
  const ids = printed.slice(1).map((line) => /^(\S+) late \d[\d.e-]* ttft \d[\d.]*$/.exec(line)?.[1])
  expect(ids.sort()).toEqual(
    [0, 1, 2, 3, 4, 5].map((index) => `questions-r0-00${index}`).concat(['questions-w-000', 'questions-w-001']),
  )
})
