import { createServer, type ServerResponse } from 'node:http'

/** What of a generation request decides the answer: whether it is of the load, how many tokens, and the how-manieth of all it is. */
export type Asked = { readonly stream: boolean; readonly tokens: number; readonly prompt: string; readonly at: number }

export type SagellmBehaviour = {
  /** Texts of the chunks of a stream. @default one for each token asked for */
  readonly chunks?: (asked: Asked) => readonly string[]
  /** Why a stream ended. @default 'stop', as the gateway says at the limit too */
  readonly finish?: (asked: Asked) => string
  /** Instead of everything else of a stream: its events, `[DONE]` included. */
  readonly events?: (asked: Asked) => readonly string[] | null
  /** Answers of other routes; what is not there is a 404. @default the gateway's list of models and /info */
  readonly routes?: Readonly<Record<string, () => unknown>>
  /** Of every answer. @default none */
  readonly fingerprint?: string
  /** Whether a body is refused, and the words. */
  readonly refuses?: (body: Readonly<Record<string, unknown>>) => string | null
}

export const piece = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'tiny', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
export const done = 'data: [DONE]\n\n'

/** The routes of the gateway, and those of an engine's own port, which has no list of models. */
export const gatewayRoutes = {
  '/v1/models': () => ({ object: 'list', data: [{ id: 'tiny', owned_by: 'sagellm' }] }),
  '/info': () => ({ service: 'sagellm', model_path: 'tiny', performance_mainline: {}, healthy_engine_count: 1 }),
  '/health': () => ({ status: 'ok' }),
}
export const engineRoutes = {
  '/info': () => ({ engine: 'sagellm-engine', model_path: 'tiny', max_model_len: 512, performance_mainline: {} }),
  '/health': () => ({ status: 'healthy' }),
}

/** A server that answers as sageLLM does: no usage with a stream, one in an answer of one piece; every write is a read of its own. */
export async function startSagellm(behaviour: SagellmBehaviour = {}) {
  const { refuses = () => null } = behaviour
  const routes: NonNullable<SagellmBehaviour['routes']> = behaviour.routes ?? gatewayRoutes
  const bodies: Record<string, unknown>[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => void (text += part.toString()))
    request.on('end', () => {
      if (request.method !== 'POST') return sendJson(response, routes[request.url ?? '']?.())
      if (request.url !== '/v1/chat/completions') return sendJson(response, undefined)
      const body = JSON.parse(text) as Record<string, unknown>
      bodies.push(body)
      const refusal = refuses(body)
      if (refusal !== null) return sendJson(response, { error: { message: refusal } }, 400)
      void answer(response, askedBy(body, bodies.length), behaviour)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const root = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return {
    root,
    url: `${root}/v1`,
    bodies,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function askedBy(body: Record<string, unknown>, at: number): Asked {
  const messages = body.messages as { content: string }[]
  return { stream: body.stream === true, tokens: body.max_tokens as number, prompt: messages[0]?.content ?? '', at }
}

async function answer(response: ServerResponse, asked: Asked, behaviour: SagellmBehaviour): Promise<void> {
  const { chunks = wordEach, finish = () => 'stop', events = () => null } = behaviour
  if (!asked.stream) {
    const usage = { prompt_tokens: 5, completion_tokens: asked.tokens, total_tokens: 5 + asked.tokens }
    const choice = {
      index: 0,
      message: { role: 'assistant', content: wordEach(asked).join('') },
      finish_reason: 'length',
    }
    const fingerprint = behaviour.fingerprint === undefined ? {} : { system_fingerprint: behaviour.fingerprint }
    return sendJson(response, { id: 'c', model: 'tiny', choices: [choice], usage, ...fingerprint })
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const usual = () => [
    piece({ role: 'assistant', content: null }),
    ...chunks(asked).map((content) => piece({ role: null, content })),
    piece({ role: null, content: null }, finish(asked)),
    done,
  ]
  for (const event of events(asked) ?? usual()) {
    response.write(marked(event, behaviour))
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  response.end()
}

function wordEach({ tokens }: Asked): string[] {
  return Array.from({ length: tokens }, (_, at) => ` w${at}`)
}

function marked(event: string, { fingerprint }: SagellmBehaviour): string {
  return fingerprint === undefined ? event : event.replace('{', `{"system_fingerprint":"${fingerprint}",`)
}

/** So many words in each chunk. */
export function wordsInChunks({ tokens }: Asked, size: number): string[] {
  const words = wordEach({ tokens } as Asked)
  return Array.from({ length: Math.ceil(tokens / size) }, (_, at) => words.slice(at * size, (at + 1) * size).join(''))
}

function sendJson(response: ServerResponse, json: unknown, status = json === undefined ? 404 : 200): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(json ?? { detail: 'Not Found' }))
}
