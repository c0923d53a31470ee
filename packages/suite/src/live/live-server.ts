import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { withoutSecrets } from '@sagellm-benchmark/protocol-types/edge'

export type LiveServer = {
  /** The address with the token that gives access; it works only on this machine. */
  readonly url: string
  /** Sends the watchers the last update and closes the port. */
  close(): Promise<void>
}

export type LiveServerOptions = {
  readonly page: string
  /** The update for a watcher who has seen all up to `from`. */
  readonly updateAfter: (from: number, options: { ended: boolean }) => { readonly text: string; readonly next: number }
  /** The page for Prometheus, made when it is asked for. */
  readonly metrics: () => string
  /** ms between two updates. @default 500 */
  readonly everyMs?: number
}

/** Max watchers at once, because each slows the run down a little. */
const maxWatchers = 8

/** Bytes that may wait for a watcher who does not read; beyond this it is cut off, so that it cannot fill the memory. */
const maxWaitingBytes = 4_000_000

type Watcher = { readonly response: ServerResponse; from: number }

/**
 * Serves one page, its server-sent events and a /metrics page on the loopback address, on a free port, behind a random token in the path.
 * Nothing is sent, and no work is done, while nobody watches.
 *
 * @throws BenchError `unavailable` where no port can be had.
 */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const token = randomBytes(16).toString('hex')
  const watchers = new Set<Watcher>()
  let timer: NodeJS.Timeout | null = null
  let port = 0

  const update = (watcher: Watcher, ended: boolean) => {
    if (watcher.response.writableLength > maxWaitingBytes) {
      watcher.response.destroy()
      return
    }
    const { text, next } = options.updateAfter(watcher.from, { ended })
    watcher.from = next
    watcher.response.write(`data: ${withoutSecrets(text)}\n\n`)
  }

  const watch = (response: ServerResponse) => {
    if (watchers.size >= maxWatchers) return refuse(response, 503)
    const watcher: Watcher = { response, from: 0 }
    response.writeHead(200, { ...guards, 'content-type': 'text/event-stream; charset=utf-8' })
    watchers.add(watcher)
    response.on('close', () => {
      watchers.delete(watcher)
      if (watchers.size === 0 && timer) timer = (clearInterval(timer), null)
    })
    update(watcher, false)
    timer ??= setInterval(() => watchers.forEach((each) => update(each, false)), options.everyMs ?? 500)
    timer.unref()
  }

  const server = createServer((request, response) => {
    const path = pathBehindToken(request, { token, port })
    if (path === null) return refuse(response, 404)
    if (request.method !== 'GET') return refuse(response, 405)
    if (path === '/events') return watch(response)
    if (path === '/metrics') {
      response.writeHead(200, { ...guards, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
      return response.end(withoutSecrets(options.metrics()))
    }
    if (path !== '/') return refuse(response, 404)
    response.writeHead(200, { ...guards, 'content-type': 'text/html; charset=utf-8' })
    response.end(withoutSecrets(options.page))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', (cause) => failed(new BenchError('unavailable', 'no port for the live view', { cause })))
    server.listen(0, '127.0.0.1', listening)
  })
  // A watched page must not keep the program alive.
  server.unref()
  port = (server.address() as AddressInfo).port

  return {
    url: `http://127.0.0.1:${port}/${token}/`,
    async close() {
      if (timer) clearInterval(timer)
      for (const watcher of watchers) {
        update(watcher, true)
        watcher.response.end()
      }
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeIdleConnections()
      // A watcher that does not take the last update within a second is cut off.
      const cut = setTimeout(() => server.closeAllConnections(), 1_000)
      await closed
      clearTimeout(cut)
    },
  }
}

const guards = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
} as const

function refuse(response: ServerResponse, status: 404 | 405 | 503): void {
  response.writeHead(status, { ...guards, 'content-type': 'text/plain' })
  response.end(status === 503 ? 'too many watchers\n' : 'not here\n')
}

/** The path after the token; `null` for a wrong token, or a name that another site made point here (DNS rebinding). */
function pathBehindToken(request: IncomingMessage, known: { token: string; port: number }): string | null {
  const host = request.headers.host
  if (host !== `127.0.0.1:${known.port}` && host !== `localhost:${known.port}`) return null
  const [, given = '', ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? []
  const [one, two] = [Buffer.from(given), Buffer.from(known.token)]
  return one.length === two.length && timingSafeEqual(one, two) ? `/${rest.join('/')}` : null
}
