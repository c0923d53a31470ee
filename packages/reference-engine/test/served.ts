import {
  createReferenceEngine,
  type EngineServer,
  type EngineServerOptions,
  type ReferenceEngine,
  startEngineServer,
} from '../src/index.js'
import { eventsOf } from './raw-exchange.js'

export type Chunk = {
  readonly id: string
  readonly choices: readonly {
    readonly index: number
    readonly delta?: Readonly<Record<string, unknown>>
    readonly text?: string
    readonly finish_reason: string | null
    readonly [more: string]: unknown
  }[]
  readonly usage?: Readonly<Record<string, number>> | null
  readonly [more: string]: unknown
}

/** A quick engine behind a server, with short ways to ask it. */
export type Served = {
  readonly engine: ReferenceEngine
  readonly server: EngineServer
  readonly logged: readonly string[]
  get(path: string): Promise<Response>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** The chunks of a streamed chat with usage, without the end marker. */
  stream(more?: object): Promise<Chunk[]>
  /** The answer to a greedy chat in one piece. */
  whole(more?: object): Promise<Chunk & { readonly usage: Readonly<Record<string, number>> }>
  metrics(path?: string): Promise<string>
  close(): Promise<void>
}

export type ServeOptions = {
  readonly simulator?: Parameters<typeof createReferenceEngine>[0]
  readonly server?: Partial<EngineServerOptions>
}

export async function serve(dialect: string, { simulator, server: more }: ServeOptions = {}): Promise<Served> {
  const engine = createReferenceEngine({
    decodeStepMs: 0.5,
    decodePerSequenceMs: 0,
    prefillBaseMs: 0.1,
    noiseCv: 0,
    maxModelLen: 512,
    naturalOutputTokens: null,
    multibyteShare: 0,
    ...simulator,
  })
  const logged: string[] = []
  const server = await startEngineServer({ engine, dialect, logSink: (line) => logged.push(line), ...more })
  const post: Served['post'] = (path, body, headers = {}) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const chat = { messages: [{ role: 'user', content: 'Tell me about the harbour' }], temperature: 0, max_tokens: 6 }
  return {
    engine,
    server,
    logged,
    get: (path) => fetch(`${server.url}${path}`),
    post,
    async stream(extra = {}) {
      const body = { ...chat, stream: true, stream_options: { include_usage: true }, ...extra }
      const text = await (await post('/v1/chat/completions', body)).text()
      return eventsOf(text).flatMap((data) => (data === '[DONE]' ? [] : JSON.parse(data)))
    },
    async whole(extra = {}) {
      return (await jsonOf(await post('/v1/chat/completions', { ...chat, ...extra }))) as never
    },
    metrics: async (path = '/metrics') => (await fetch(`${server.url}${path}`)).text(),
    async close() {
      await server.close()
      await engine.close()
    },
  }
}

/** The sum of a metric over its labels; `null` where the page has it not. */
export function sampleOf(page: string, name: string): number | null {
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.length === 0 ? null : lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

/** The body of an answer; its shape is for the assertions to find out. */
export async function jsonOf(answer: Response) {
  return JSON.parse(await answer.text())
}
