import { createServer, request as httpRequest } from 'node:http'
import { type AddressInfo, connect, createServer as createNetServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

/** Something that stands before a server of this machine. */
export type Front = { readonly port: number; close(): Promise<void> }

/** Speaks TLS and hands what it reads to a server that does not. */
export function startTlsFront(port: number, options: TlsOptions): Promise<Front> {
  const server = createTlsServer(options, (socket) => joined(socket, connect(port, '127.0.0.1')))
  server.on('tlsClientError', () => {})
  return listening(server)
}

/** Listens on a socket of the file system, and hands what it reads to a server of this machine. */
export async function startSocketFront(path: string, port: number): Promise<Pick<Front, 'close'>> {
  const server = createNetServer((socket) => joined(socket, connect(port, '127.0.0.1')))
  return listening(server, (listen) => server.listen(path, listen))
}

export type Proxy = Front & {
  /** `GET host` and `CONNECT host:port`, in the order in which they came. */
  readonly seen: readonly string[]
}

/** A forward proxy that leads every host to one port of this machine. @param authorization - what it demands, else it answers 407. */
export async function startForwardProxy(
  targetPort: number,
  { authorization = null }: { readonly authorization?: string | null } = {},
): Promise<Proxy> {
  const seen: string[] = []
  const refuses = (header: string | undefined) => authorization !== null && header !== authorization
  const server = createServer((request, response) => {
    const url = new URL(request.url as string)
    seen.push(`${request.method} ${url.host}`)
    if (refuses(request.headers['proxy-authorization']))
      return void response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('who are you?')
    const { method, headers } = request
    const onward = httpRequest({ port: targetPort, method, headers, path: url.pathname + url.search }, (answer) => {
      response.writeHead(answer.statusCode as number, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connect', (request, socket: Socket) => {
    seen.push(`CONNECT ${request.url}`)
    if (refuses(request.headers['proxy-authorization']))
      return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n')
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    joined(socket, connect(targetPort, '127.0.0.1'))
  })
  return { ...(await listening(server)), seen }
}

function joined(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy())
    from.pipe(to)
  }
}

async function listening(
  server: Server,
  listen: (done: () => void) => void = (done) => server.listen(0, '127.0.0.1', done),
): Promise<Front> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(listen)
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
