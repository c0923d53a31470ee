import type { ServerResponse } from 'node:http'
import type { HttpAnswer } from '../dialects/define-served-dialect.js'

/** Sends a whole answer with its length. Headers set on the response before stay. */
export function sendAnswer(response: ServerResponse, { status, headers = {}, json, text }: HttpAnswer): void {
  const body = text ?? (json === undefined ? '' : JSON.stringify(json))
  const type = text === undefined ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}
