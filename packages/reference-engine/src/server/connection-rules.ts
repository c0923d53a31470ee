import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'

/** How a server treats its connections, apart from what it answers. */
export type ConnectionRules = {
  /** Threads that serve one connection each until it closes; further connections wait for one. @default null, no limit */
  readonly threads?: number | null
  /** An idle connection is closed after so many ms. @default 75000 */
  readonly idleMs?: number
  /** Whether answers announce the idle limit, in whole seconds. @default true */
  readonly announceIdle?: boolean
}

/** Makes a server keep the rules. @throws BenchError `invalid_argument` for a number of threads or a time that is none. */
export function keepConnectionRules(server: Server, rules: ConnectionRules): void {
  const { threads = null, idleMs = 75_000, announceIdle = true } = rules
  if (threads !== null && !(Number.isInteger(threads) && threads > 0))
    throw invalidArgument('connection threads', threads, 'give a whole number from 1')
  if (!(idleMs > 0)) throw invalidArgument('idle limit', idleMs, 'give a time in ms')
  server.keepAliveTimeout = idleMs
  if (!announceIdle) {
    server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
      // Node announces its limit only beside a connection header of its own.
      response.setHeader('connection', 'keep-alive')
    })
  }
  if (threads !== null) serveFromThreads(server, threads)
}

/** Hands connections to the server in the order in which they came, never more at a time than there are threads. */
function serveFromThreads(server: Server, threads: number): void {
  const serve = server.listeners('connection') as ((socket: Socket) => void)[]
  const waiting: Socket[] = []
  let busy = 0
  const next = () => {
    while (busy < threads) {
      const socket = waiting.shift()
      if (!socket) return
      if (socket.destroyed) continue
      busy += 1
      socket.once('close', () => {
        busy -= 1
        next()
      })
      for (const listener of serve) listener.call(server, socket)
      socket.resume()
    }
  }
  // What a waiting connection sends stays with the kernel, as before a thread has accepted it.
  ;(server as Server & { pauseOnConnect: boolean }).pauseOnConnect = true
  server.removeAllListeners('connection')
  server.on('connection', (socket) => {
    waiting.push(socket)
    next()
  })
}
