import { connect, createServer, type Socket } from 'node:net'

export type TestProxy = {
  readonly url: string
  /** The `host:port` of every tunnel and forwarded request. */
  readonly targets: readonly string[]
  close(): Promise<void>
}

/** An HTTP proxy that leads every tunnel and every request to one port of this machine, whatever host was asked for. */
export async function startProxy(port: number): Promise<TestProxy> {
  const targets: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((client) => {
    keep(client).once('data', (head: Buffer) => {
      const [, method, target = ''] = /^(\S+) (\S+)/.exec(head.toString('latin1')) ?? []
      targets.push(method === 'CONNECT' ? target : new URL(target).host)
      const upstream = keep(connect(port, '127.0.0.1'))
      if (method === 'CONNECT') client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      else upstream.write(head.toString('latin1').replace(target, new URL(target).pathname), 'latin1')
      client.pipe(upstream).pipe(client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    targets,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
