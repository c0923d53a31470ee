import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

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
  readonly seen: readonly SeenRequest[]
  readonly connections: () => number
  close(): Promise<void>
}

/** A bare TCP or TLS server, so that a test decides every byte and every pause itself. */
export async function startScriptedServer(
  script: Script,
  tls?: { readonly key: string; readonly cert: string },
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
  const server: Server = tls ? createTlsServer(tls, serve) : createServer(serve)
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }

  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    seen,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const sseHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
export const lastChunk = '0\r\n\r\n'

/** One HTTP chunk. */
export function httpChunk(text: string | Uint8Array): Buffer {
  const bytes = Buffer.from(text as string)
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

export const event = (json: unknown) => `data: ${typeof json === 'string' ? json : JSON.stringify(json)}\n\n`

/** A token event as vLLM writes it. */
export const tokenEvent = (content: string, more: object = {}) =>
  event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'test-model',
    choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null, ...more }],
  })

export const roleEvent = event({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'test-model',
  choices: [{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }],
})

export const finishEvent = (reason = 'length') =>
  event({ id: 'chatcmpl-1', model: 'test-model', choices: [{ index: 0, delta: {}, finish_reason: reason }] })

export const usageEvent = (completion: number, prompt = 5) =>
  event({
    id: 'chatcmpl-1',
    model: 'test-model',
    choices: [],
    usage: { prompt_tokens: prompt, completion_tokens: completion },
  })

export const doneEvent = 'data: [DONE]\n\n'

/** A whole answer with a content-length. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const fields = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)), ...headers }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${text}`
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
