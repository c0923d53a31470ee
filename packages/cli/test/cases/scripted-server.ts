import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A request as the server got it. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: Readonly<Record<string, unknown>>
}
/** What the server does with one request. */
export type Script = (exchange: Exchange) => unknown

export type ScriptedServer = {
  /** With `/v1`. */
  readonly url: string
  readonly port: number
  /** Bodies of the streams that were asked for, in order. */
  readonly streams: Readonly<Record<string, unknown>>[]
  /** `METHOD path` of all requests, in order. */
  readonly requests: string[]
  close(): Promise<void>
}

export type Scripts = {
  /** One for each stream that is asked for, in order; the last one again and again. */
  readonly streams?: readonly Script[]
  /** For requests that ask for a whole answer. @default a good one */
  readonly whole?: Script
  /** By `METHOD path`; goes before all else. */
  readonly routes?: Readonly<Record<string, Script>>
  /** The list of models. @default one model, `m` */
  readonly models?: unknown
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A server of our own that acts out a script for each request. It lists a model and is healthy, unless a route says otherwise. */
export async function startScriptedServer(scripts: Scripts): Promise<ScriptedServer> {
  const { streams = [answer()], whole = wholeAnswer, routes = {}, models = { data: [{ id: 'm' }] }, tls } = scripts
  const seen: Readonly<Record<string, unknown>>[] = []
  const requests: string[] = []
  const scriptFor = (path: string, body: Readonly<Record<string, unknown>>): Script => {
    const route = routes[path]
    if (route) return route
    if (path === 'GET /health') return json(200, { status: 'ok' })
    if (path === 'GET /v1/models') return json(200, models)
    if (!/^POST .*completions$/.test(path)) return json(404, { error: { message: `no route ${path}` } })
    if (body.stream !== true) return whole
    seen.push(body)
    return streams[Math.min(seen.length, streams.length) - 1] as Script
  }
  const listener: RequestListener = (request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    request.on('end', () => {
      const path = `${request.method} ${request.url?.split('?')[0]}`
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
      requests.push(path)
      void scriptFor(path, body)({ request, response, body })
    })
  }
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener)
  server.on('tlsClientError', () => {})
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
    port,
    streams: seen,
    requests,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** One JSON answer. */
export const json =
  (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Script =>
  ({ response }) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof value === 'string' ? value : JSON.stringify(value))

/** A whole answer of one token. */
export const wholeAnswer: Script = json(200, {
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'length' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
})

export const eventStream = { 'content-type': 'text/event-stream' }
export const data = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`
export const chunk = (choice: object, more: object = {}) =>
  data({ id: 'c', model: 'm', choices: [{ index: 0, ...choice }], ...more })
export const token = (content: string) => chunk({ delta: { content }, finish_reason: null })
export const tokens = (count: number) => Array.from({ length: count }, (_, at) => token(` w${at}`))
export const finish = (reason = 'stop', more: object = {}) => chunk({ delta: {}, finish_reason: reason }, more)
export const usage = (counts: unknown) => data({ id: 'c', model: 'm', choices: [], usage: counts })
export const counts = (completion: number, prompt = 12) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
})
export const done = data('[DONE]')
/** What ends an answer of so many tokens. */
export const ending = (completion: number) => [finish(), usage(counts(completion)), done]

export type PlayOptions = {
  /** Between two pieces. @default 5 */
  readonly gapMs?: number
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** What comes after the last piece. @default the end of the answer */
  readonly then?: 'end' | 'open' | 'reset'
}

/** Writes piece after piece, each in a write of its own. */
export const play =
  (
    pieces: readonly (string | Uint8Array)[],
    { gapMs = 5, status = 200, headers = eventStream, then = 'end' }: PlayOptions = {},
  ): Script =>
  async ({ response }) => {
    response.writeHead(status, headers)
    response.flushHeaders()
    for (const piece of pieces) {
      await wait(gapMs)
      if (response.destroyed) return
      response.write(piece)
    }
    if (then === 'end') response.end()
    if (then === 'reset') {
      await wait(gapMs)
      response.socket?.resetAndDestroy()
    }
  }

/** A good stream of ten tokens, with other pieces before its end where given. */
export const answer = (...others: string[]) => play([...tokens(10), ...others, ...ending(10)])

export const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
