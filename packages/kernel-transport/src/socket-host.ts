import { type Arena, returnArena, takeArena } from './arena.js'
import type { Libc } from './libc.js'
import { createReceiveSet, type ReceiveSet } from './receive-set.js'

/** What the sockets of one transport share. */
export type SocketHost = {
  readonly libc: Libc
  readonly arena: Arena
  readonly set: ReceiveSet
  /** Behind the end of all its sockets. */
  close(): void
}

/** @throws where the system gives no epoll set, or the runtime cannot watch it. */
export function openSocketHost(libc: Libc, now: () => number): SocketHost {
  const arena = takeArena(libc)
  const set = createReceiveSet(libc, arena, now)
  let open = true
  return {
    ...{ libc, arena, set },
    close() {
      if (!open) return
      open = false
      set.close()
      returnArena(arena)
    },
  }
}
