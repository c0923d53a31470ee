import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type CountingEngine = {
  readonly url: string
  /** What came, in order: `t` a question to /tokenize, `c` a streamed completion of the load. */
  readonly seen: string[]
  /** Questions to /tokenize between the first and the last streamed completion. */
  countsWithinLoad(): number
  close(): Promise<void>
}

export type CountingEngineOptions = {
  /** What the n-th question gets; `false` leaves it without an answer. @default always an answer */
  readonly answers?: (question: number) => boolean
  /** Tokens of a text. @default its words */
  readonly count?: (text: string) => number
  /** @default 'm' */
  readonly model?: string
}

/** What requests of the load ask for, and no other request does: neither a trial nor one that learns the template. */
export const LOAD_TOKENS = 3

/** A vLLM-like server whose /tokenize is watched. Answers stream three tokens. */
export async function startCountingEngine(options: CountingEngineOptions = {}): Promise<CountingEngine> {
  const { answers = () => true, count = words, model = 'm' } = options
  const seen: string[] = []
  let questions = 0
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    const path = request.url?.split('?')[0]
    if (path === '/tokenize') {
      seen.push('t')
      questions += 1
      if (!answers(questions)) return json(response, 500, { error: 'the tokenizer is busy' })
      return json(response, 200, { count: count(textOf(body)), tokens: [] })
    }
    if (path === '/v1/models') return json(response, 200, { data: [{ id: model, object: 'model', owned_by: 'vllm' }] })
    if (path === '/v1/chat/completions')
      return complete(response, body.stream === true, () => body.max_tokens === LOAD_TOKENS && seen.push('c'))
    json(response, 404, { error: 'no such route' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    countsWithinLoad: () => seen.slice(seen.indexOf('c'), seen.lastIndexOf('c')).filter((each) => each === 't').length,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Body = { stream?: boolean; max_tokens?: number; prompt?: string; messages?: { content: string }[] }

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = ''
  for await (const piece of request) text += piece
  return text === '' ? {} : (JSON.parse(text) as Body)
}

const textOf = ({ prompt, messages = [] }: Body) => prompt ?? messages.map(({ content }) => content).join('\n')
const words = (text: string) => text.split(/\s+/).filter(Boolean).length

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function complete(response: ServerResponse, streamed: boolean, onStream: () => void): void {
  const usage = { prompt_tokens: 20, completion_tokens: 3 }
  if (!streamed) {
    return json(response, 200, {
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'length' }],
      usage,
    })
  }
  onStream()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const event = (choices: object[], more: object = {}) =>
    response.write(`data: ${JSON.stringify({ model: 'm', choices, ...more })}\n\n`)
  for (const content of ['a', 'b', 'c']) event([{ index: 0, delta: { content }, finish_reason: null }])
  event([{ index: 0, delta: {}, finish_reason: 'length' }])
  event([], { usage })
  response.end('data: [DONE]\n\n')
}
