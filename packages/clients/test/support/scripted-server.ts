import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { answer } from './wire.js'

/** One request as it came over the wire. */
export type SeenRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Which connection brought it, from 0. */
  readonly connection: number
}

/** Plays the server's side of one request, byte by byte. */
export type Script = (socket: Socket, request: SeenRequest) => void | Promise<void>

export type ScriptedServer = {
  readonly url: string
  readonly port: number
  readonly seen: readonly SeenRequest[]
  /** Connections ever accepted. */
  readonly connections: () => number
  /** Connections that stand now. */
  readonly open: () => number
  close(): Promise<void>
}

/** A bare TCP or TLS server, so that a test decides every byte and every pause itself. */
export async function startScriptedServer(
  script: Script,
  { host = '127.0.0.1', ...tls }: TlsOptions & { readonly host?: string } = {},
): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0

  const serve = (socket: Socket) => {
    const connection = connections++
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    let pending = ''
    socket.on('data', (bytes: Buffer) => {
      pending += bytes.toString('latin1')
      for (;;) {
        const end = pending.indexOf('\r\n\r\n')
        if (end < 0) return
        const [requestLine = '', ...lines] = pending.slice(0, end).split('\r\n')
        const headers = Object.fromEntries(
          lines.map((line) => [
            line.slice(0, line.indexOf(':')).toLowerCase(),
            line.slice(line.indexOf(':') + 1).trim(),
          ]),
        )
        const length = Number(headers['content-length'] ?? 0)
        const total = end + 4 + length
        if (pending.length < total) return
        const [method = '', path = ''] = requestLine.split(' ')
        const request = { method, path, headers, body: pending.slice(end + 4, total), connection }
        pending = pending.slice(total)
        seen.push(request)
        void script(socket, request)
      }
    })
  }
  const secure = tls.cert !== undefined
  const server: Server = secure ? createTlsServer(tls, serve) : createServer(serve)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  const { port } = server.address() as { port: number }

  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    port,
    seen,
    open: () => sockets.size,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const models = answer(200, { object: 'list', data: [{ id: 'test-model', object: 'model', owned_by: 'vllm' }] })

/** Answers discovery like a vLLM server and leaves completions to the script. */
export function asEngine(script: Script): Script {
  return (socket, request) => {
    if (request.path.startsWith('/v1/models')) return void socket.write(models)
    if (request.method === 'GET') return void socket.write(answer(404, { detail: 'Not Found' }))
    return script(socket, request)
  }
}
