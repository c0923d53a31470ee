import { Socket } from 'node:net'
import type { Libc } from './libc.js'

/** A file that the event loop of its thread watches. */
export interface WatchedFile {
  /** Whether it keeps the process alive. */
  keepAlive(alive: boolean): void
  close(): void
}

/** The part of Node's stream handles that is used: it has been the same for many versions, and `probe` tries it before it is relied on. */
type StreamHandle = {
  useUserBuffer(buffer: Uint8Array): void
  onread: () => void
  readStart(): number
}

const AF_UNIX = 1
const SOCK_STREAM = 1
/** O_CLOEXEC and SOCK_CLOEXEC: an engine that the program starts must not hold its files. */
const CLOSED_ON_EXEC = 0x80000

/**
 * Calls back in every turn of the event loop in which a file is ready: an epoll set, when one of its sockets is, or a timer that has
 * fired. Node only watches what it takes for a stream, so it is given one, whose file is then replaced. The event loop asks for a
 * buffer before it reads and is given an empty one, so that it reads nothing and only calls. Timers, promises and messages of the thread
 * go on as ever.
 *
 * @throws where the stream cannot be made, or has not the handle that it should have.
 */
export function watchFile(libc: Libc, file: number, onReady: () => void): WatchedFile {
  const pair = libc.allocate(8)
  if (libc.socketPair(AF_UNIX, SOCK_STREAM | CLOSED_ON_EXEC, 0, pair.pointer) < 0)
    throw new Error('no pair of sockets can be made')
  const [watched, other] = pair.words as unknown as [number, number]
  const socket = new Socket({ fd: watched, readable: false, writable: false })
  libc.duplicateTo(file, watched, CLOSED_ON_EXEC)
  libc.close(other)
  const { _handle: handle } = socket as unknown as { readonly _handle?: Partial<StreamHandle> }
  if (!isStreamHandle(handle)) {
    socket.destroy()
    throw new Error('this version of the runtime has other stream handles')
  }
  handle.useUserBuffer(new Uint8Array(0))
  handle.onread = onReady
  handle.readStart()
  return {
    keepAlive(alive) {
      if (alive) socket.ref()
      else socket.unref()
    },
    close: () => void socket.destroy(),
  }
}

function isStreamHandle(handle: Partial<StreamHandle> | undefined): handle is StreamHandle {
  return typeof handle?.useUserBuffer === 'function' && typeof handle.readStart === 'function'
}
