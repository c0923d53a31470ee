import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Hands every request on to a server, but answers `/info` as `change` makes it of the server's own. */
export async function startInfoProxy(url: string, change: (info: unknown) => unknown) {
  const root = new URL(url).origin
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { method = 'GET', url: path = '/' } = request
    const body = Buffer.concat(parts)
    const headers = { 'content-type': request.headers['content-type'] ?? 'application/json' }
    const answer = await fetch(root + path, { method, headers, ...(body.length > 0 ? { body } : {}) })
    const type = answer.headers.get('content-type') ?? 'application/json'
    response.writeHead(answer.status, { 'content-type': type })
    if (path === '/info') return response.end(JSON.stringify(change(await answer.json())))
    for await (const part of answer.body ?? []) response.write(part)
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(url).pathname}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
