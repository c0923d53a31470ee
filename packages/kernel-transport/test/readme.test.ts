import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runExample } from '../../../tools/config/readme-example.mjs'
import { startAnsweringServer } from './answering-server.js'

test('the example of the README runs as it stands', async () => {
  const server = await startAnsweringServer()
  vi.stubEnv('BACKEND_URL', server.url)
  const printed = await runExample(resolve(import.meta.dirname, '..')).finally(async () => {
    vi.unstubAllEnvs()
    await server.close()
  })
  expect(printed).toEqual([
    expect.stringMatching(/^stamped by (kernel|raw)$/),
    expect.stringMatching(/^tokens 3 read at most \d+\.\d{3} ms after their arrival$|^tokens 3$/),
  ])
})
