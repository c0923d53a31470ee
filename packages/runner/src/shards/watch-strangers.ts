import type { Socket } from 'node:net'
import type { Server, TLSSocket } from 'node:tls'

export type StrangersOptions = {
  /** Connections that may be unknown at one time; further ones are cut off. */
  readonly most: number
  /** Called with a sentence for each process that is turned away; a port that is being scanned is not told without an end. */
  readonly say: (text: string) => void
}

/** Sentences that are said of processes that are turned away. */
const SHOWN = 20

/** The connections of a server whose other end is not known yet. */
export interface Strangers {
  /** It has said who it is. */
  know(socket: TLSSocket): void
  /** Cuts off all that are unknown. */
  dismiss(): void
}

/**
 * Keeps the connections of a server that have not shown the secret, or not said which shard they are: they may neither fill the table of
 * open files nor keep the program alive behind its end.
 */
export function watchStrangers(server: Server, { most, say }: StrangersOptions): Strangers {
  const strangers = new Map<string, Socket>()
  let turnedAway = 0

  server.on('connection', (socket: Socket) => {
    if (strangers.size >= most) return void socket.destroy()
    const name = nameOf(socket)
    strangers.set(name, socket)
    socket.once('close', () => strangers.delete(name))
  })
  server.on('tlsClientError', (_error, socket: TLSSocket) => {
    turnedAway += 1
    if (turnedAway <= SHOWN) {
      const last = turnedAway === SHOWN ? '; others like it are not shown' : ''
      say(
        `a process at ${socket.remoteAddress ?? 'an unknown address'} was turned away: it has another secret, or none${last}`,
      )
    }
    socket.destroy()
  })
  return {
    know: (socket) => void strangers.delete(nameOf(socket)),
    dismiss() {
      for (const socket of strangers.values()) socket.destroy()
    },
  }
}

/** Both the plain and the encrypted end of one connection have it. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress ?? ''} ${remotePort ?? ''}`
}
