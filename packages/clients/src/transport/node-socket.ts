import type { Socket } from 'node:net'
import type { ConnectionSocket } from './connection-socket.js'
import type { RawConnection } from './raw-connection.js'

/** A socket of the runtime, which may still be connecting, as that of a connection. */
export function nodeSocket(
  socket: Socket,
  connectEvent: 'connect' | 'secureConnect',
  connection: RawConnection,
): ConnectionSocket {
  socket.setNoDelay(true)
  socket.once(connectEvent, () => connection.onConnected())
  socket.on('error', (error) => connection.onBroken(error))
  socket.on('end', () => connection.onPeerEnded())
  socket.on('close', () => connection.onClosed())
  return {
    get destroyed() {
      return socket.destroyed
    },
    write(text, onSent) {
      let sent = false
      const once = () => {
        if (!sent) onSent()
        sent = true
      }
      // It mostly completes at once, and then the callback, a tick later, would be the worse stamp.
      socket.write(text, once)
      if (socket.writableLength === 0) once()
    },
    destroy: () => void socket.destroy(),
  }
}
