import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CalibrationLoad, CalibrationServer } from '../calibration/measure-step.js'

/** Streams one token a write and remembers CLOCK_MONOTONIC before each. */
export async function startStreamingServer({
  tokensPerSecond,
  usage: reportsUsage = true,
}: Pick<CalibrationLoad, 'tokensPerSecond'> & { readonly usage?: boolean }): Promise<CalibrationServer> {
  const writes = new Map<string, number[]>()
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json')
      return response.end(JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model' }] }))
    }
    let text = ''
    for await (const chunk of request) text += chunk
    const body = JSON.parse(text)
    const stamps: number[] = []
    writes.set(String(request.headers['x-request-id']), stamps)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.socket?.setNoDelay(true)
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
    for (let token = 0; token < body.max_tokens; token += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1000 / tokensPerSecond))
      stamps.push(Number(process.hrtime.bigint()) / 1e6)
      response.write(chunk({ content: 'w' }, null))
    }
    const usage = { prompt_tokens: 5, completion_tokens: body.max_tokens, total_tokens: 5 + body.max_tokens }
    response.write(chunk({}, 'length'))
    if (reportsUsage) {
      response.write(
        `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage })}\n\n`,
      )
    }
    response.end('data: [DONE]\n\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    tokenWrites: async (requestId: string) => writes.get(requestId) ?? null,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
