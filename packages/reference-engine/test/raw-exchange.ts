import { connect } from 'node:net'

/** One answer as it came over the wire. */
export type RawExchange = {
  /** Every socket read, in order. */
  readonly reads: readonly Buffer[]
  readonly text: string
  /** How the connection ended before `Connection: close` was answered in good order; `null` for a good end. */
  readonly error: string | null
}

export type RawRequest = {
  readonly port: number
  readonly path?: string
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Ends the exchange from the client's side. */
  readonly signal?: AbortSignal
}

/** Sends one POST over a bare socket and keeps every byte of the answer, HTTP framing included. */
export function rawExchange({
  port,
  path = '/v1/chat/completions',
  body,
  headers = {},
  signal,
}: RawRequest): Promise<RawExchange> {
  return new Promise((resolve) => {
    const reads: Buffer[] = []
    let error: string | null = null
    const text = JSON.stringify(body)
    const lines = Object.entries({
      host: '127.0.0.1',
      'content-type': 'application/json',
      connection: 'close',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text}`,
    )
    socket.on('data', (bytes) => reads.push(bytes))
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      error = cause.code ?? 'unknown'
    })
    socket.on('close', () => resolve({ reads, text: Buffer.concat(reads).toString('utf8'), error }))
    signal?.addEventListener('abort', () => socket.destroy(), { once: true })
  })
}

/** The body without the chunk sizes of HTTP. */
export function bodyOf({ reads }: RawExchange): string {
  const all = Buffer.concat(reads)
  let at = all.indexOf('\r\n\r\n') + 4
  const parts: Buffer[] = []
  for (;;) {
    const end = all.indexOf('\r\n', at)
    const size = Number.parseInt(all.subarray(at, end).toString('latin1'), 16)
    if (end < 0 || !(size > 0)) return Buffer.concat(parts).toString('utf8')
    parts.push(all.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
}

/** The data of each event of a body, comments left out. */
export function eventsOf(body: string): string[] {
  return body
    .split(/\r?\n\r?\n/)
    .map((event) => event.trim())
    .flatMap((event) => (event.startsWith('data: ') ? [event.slice(6)] : []))
}
