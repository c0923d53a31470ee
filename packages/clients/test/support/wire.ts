import type { Script } from './scripted-server.js'

// What servers write, in bytes. The shapes are vLLM's where nothing else is said.

export const sseHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
export const lastChunk = '0\r\n\r\n'

/** One HTTP chunk. */
export function httpChunk(text: string | Uint8Array): Buffer {
  const bytes = Buffer.from(text as string)
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}

/** A whole streamed answer, each part in an HTTP chunk of its own. */
export function streamBytes(...parts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat([Buffer.from(sseHead), ...parts.map(httpChunk), Buffer.from(lastChunk)])
}

/** Answers with a stream in one write. */
export const stream =
  (...parts: (string | Uint8Array)[]): Script =>
  (socket) =>
    void socket.write(streamBytes(...parts))

export const event = (json: unknown) => `data: ${typeof json === 'string' ? json : JSON.stringify(json)}\n\n`

const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'test-model' }

/** An event of one choice with this delta. */
export const deltaEvent = (delta: object, more: object = {}) =>
  event({ ...chunk, choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }] })

export const tokenEvent = (content: string, more: object = {}) => deltaEvent({ content }, more)
export const roleEvent = deltaEvent({ role: 'assistant', content: '' })

export const finishEvent = (reason = 'length', index = 0) =>
  event({ id: 'chatcmpl-1', model: 'test-model', choices: [{ index, delta: {}, finish_reason: reason }] })

export const usageEvent = (completion: number, prompt = 5) =>
  event({
    id: 'chatcmpl-1',
    model: 'test-model',
    choices: [],
    usage: { prompt_tokens: prompt, completion_tokens: completion },
  })

export const doneEvent = 'data: [DONE]\n\n'

/** A complete answer of three tokens, `abc`. */
export const good = [
  roleEvent,
  tokenEvent('a'),
  tokenEvent('b'),
  tokenEvent('c'),
  finishEvent(),
  usageEvent(3),
  doneEvent,
]

/** A whole answer with a content-length. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const fields = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)), ...headers }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n${text}`
}
