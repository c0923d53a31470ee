import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runExample } from '../../../tools/config/readme-example.mjs'
import { asEngine, startScriptedServer } from './support/scripted-server.js'
import { answer, good, stream } from './support/wire.js'

test('the example of the README runs as it stands', async () => {
  const completion = answer(200, { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'length' }] })
  const server = await startScriptedServer(
    asEngine((socket, request) => {
      if (JSON.parse(request.body).stream === true) return stream(...good)(socket, request)
      socket.write(completion)
    }),
  )
  vi.stubEnv('BACKEND_URL', server.url)
  const printed = await runExample(resolve(import.meta.dirname, '..')).finally(async () => {
    vi.unstubAllEnvs()
    await server.close()
  })
  expect(printed).toEqual(['vllm test-model raw', expect.stringMatching(/^tokens 3 first after \d+(\.\d+)? ms$/)])
})
