import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test, vi } from 'vitest'
import { asEngine, startScriptedServer } from './support/scripted-server.js'
import { answer, good, stream } from './support/wire.js'

const root = fileURLToPath(new URL('..', import.meta.url))

test('the example of the README runs as it stands', async () => {
  const readme = readFileSync(`${root}/README.md`, 'utf8')
  expect(readme.split('\n').length).toBeLessThan(80)
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(readme) ?? []
  // Inside the package, so that its own name resolves.
  mkdirSync(`${root}/test-results`, { recursive: true })
  const file = `${root}/test-results/readme-example.mjs`
  writeFileSync(file, code)

  const completion = answer(200, { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'length' }] })
  const server = await startScriptedServer(
    asEngine((socket, request) => {
      if (JSON.parse(request.body).stream === true) return stream(...good)(socket, request)
      socket.write(completion)
    }),
  )
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
  expect(printed).toEqual(['vllm test-model raw', expect.stringMatching(/^tokens 3 first after \d+(\.\d+)? ms$/)])
})
