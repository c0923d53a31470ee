import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { invalidArgument } from '@sagellm-benchmark/protocol-types'
import { z } from 'zod'
import { plainProblem } from '@sagellm-benchmark/protocol-types/edge'

/** How a server treats its connections, apart from what it answers. */
export const ConnectionRules = z.object({
  threads: z
    .int()
    .positive()
    .nullable()
    .default(null)
    .describe('threads that serve one connection each until it closes; further ones wait; null = no limit'),
  idleMs: z.number().positive().default(75_000).describe('an idle connection is closed after so many ms'),
  announceIdle: z.boolean().default(true).describe('whether answers announce the idle limit, in whole seconds'),
})
export type ConnectionRules = z.input<typeof ConnectionRules>

/** Makes a server keep the rules. @throws BenchError `invalid_argument` for a number of threads or a time that is none. */
export function keepConnectionRules(server: Server, rules: ConnectionRules): void {
  const parsed = ConnectionRules.safeParse(rules)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalidArgument(`connections.${issue?.path.join('.')}`, rules, plainProblem(issue, rules))
  }
  const { threads, idleMs, announceIdle } = parsed.data
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
