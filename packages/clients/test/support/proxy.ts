import { createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

export type TestProxy = {
  readonly url: string
  /** `POST host:port` or `CONNECT host:port` of everything that came. */
  readonly seen: readonly string[]
  close(): Promise<void>
}

/** An HTTP proxy that leads every request and every tunnel to one port of this machine, or refuses all with a status. */
export async function startProxy(port: number, refusal: number | null = null): Promise<TestProxy> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url as string)
    seen.push(`${request.method} ${url.host} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    if (refusal !== null) return void response.writeHead(refusal).end('no')
    const { 'proxy-authorization': _, ...headers } = request.headers
    const path = url.pathname + url.search
    const onward = httpRequest({ port, path, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode as number, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connect', (request, client: Socket) => {
    seen.push(`CONNECT ${request.url}`)
    client.on('error', () => {})
    if (refusal !== null) return void client.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    const upstream = connect(port, '127.0.0.1')
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
