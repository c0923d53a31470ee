import type { TransportRequest } from './transport.js'

type RequestFraming = {
  readonly host: string
  /** False asks the server to close after the answer. */
  readonly keepAlive: boolean
}

/** A request in the bytes of HTTP/1.1, head and body as one text. */
export function serializeRequest(request: TransportRequest, { host, keepAlive }: RequestFraming): string {
  let head = `${request.method} ${request.path} HTTP/1.1\r\n`
  if (request.headers.host === undefined) head += `host: ${host}\r\n`
  if (!keepAlive) head += 'connection: close\r\n'
  for (const name in request.headers) head += `${name}: ${request.headers[name]}\r\n`
  if (request.body === null) return `${head}\r\n`
  return `${head}content-length: ${Buffer.byteLength(request.body)}\r\n\r\n${request.body}`
}
