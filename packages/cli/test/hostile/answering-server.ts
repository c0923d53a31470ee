import { startScriptedServer, type Script } from '../cases/scripted-server.js'
import { counts, done, eventStream, finish, token, usage } from '../cases/scripted-server.js'

/** A server that knows when it had finished which answer. */
export type AnsweringServer = {
  /** With `/v1`. */
  readonly url: string
  /** When the last byte of each answer was with the operating system, by request id; ms of `performance.now`. */
  readonly finished: ReadonlyMap<string, number>
  close(): Promise<void>
}

/** Serves short answers, streamed or whole, each a little different in time, so that a load has its ups and downs. */
export async function startAnsweringServer(stepMs: number): Promise<AnsweringServer> {
  const finished = new Map<string, number>()
  const answer: Script = async ({ request, response, body }) => {
    const id = String(request.headers['x-request-id'] ?? '')
    const asked = Number(body['max_tokens'] ?? body['max_completion_tokens'] ?? 1)
    response.once('finish', () => void (id && finished.set(id, performance.now())))
    if (body['stream'] !== true) {
      await pause(stepMs * asked)
      const message = { role: 'assistant', content: ' w'.repeat(asked) }
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(
        JSON.stringify({ model: 'm', choices: [{ index: 0, message, finish_reason: 'length' }], usage: counts(asked) }),
      )
    }
    response.writeHead(200, eventStream)
    for (let at = 0; at < asked; at += 1) {
      await pause(stepMs)
      response.write(token(` w${at}`))
    }
    return response.end(`${finish('length')}${usage(counts(asked))}${done}`)
  }
  const server = await startScriptedServer({ streams: [answer], whole: answer })
  return { url: server.url, finished, close: server.close }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
