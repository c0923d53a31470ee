import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const models = JSON.stringify({ object: 'list', data: [{ id: 'test-model', object: 'model', owned_by: 'vllm' }] })
const chunk = (fields: object) => `data: ${JSON.stringify({ id: 'c', model: 'test-model', ...fields })}\n\n`
const token = (content: string) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const rest = [
  chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'length' }] }),
  chunk({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 3 } }),
  'data: [DONE]\n\n',
]

/** Serves one model, whose every answer is of three tokens. */
export async function startAnsweringServer() {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/v1/models')) return void response.end(models)
    if (request.method === 'GET') return void response.writeHead(404).end('{}')
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const each of [token('a'), token('b'), token('c'), ...rest]) response.write(each)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
