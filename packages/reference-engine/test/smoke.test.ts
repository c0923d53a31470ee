import { expect, test } from 'vitest'
import { createReferenceEngine, startEngineServer } from '../src/index.js'

test('a streamed chat ends with usage and the end marker, and the server knows when it wrote', async () => {
  const engine = createReferenceEngine({ decodeStepMs: 1, prefillBaseMs: 0.5 })
  const server = await startEngineServer({ engine })
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'r-1' },
    body: JSON.stringify({
      messages: [{ role: 'user', content: 'hello there' }],
      stream: true,
      max_tokens: 12,
      ignore_eos: true,
      stream_options: { include_usage: true },
    }),
  })
  const text = await response.text()
  expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  await server.close()
  await engine.close()
})
