import { getSystemErrorName } from 'node:util'
import { createLatenessLog, type RawConnection, type ReadLateness } from '@sagellm-benchmark/clients/transport'
import { MAX_EVENTS, returnArena, takeArena } from './arena.js'
import {
  clearControl,
  epollEvent,
  EVENT_FD_WORD,
  EVENT_WORDS,
  hasStamp,
  RECEIVE_STAMPS,
  SOCKET_LEVEL,
  stampNanoseconds,
  stampSeconds,
} from './layouts.js'
import type { Libc } from './libc.js'
import { createReceiveClock } from './receive-clock.js'
import { watchFile } from './watch-file.js'

const EPOLL_CLOEXEC = 0x80000
const ADD = 1
const MODIFY = 3
const READABLE = 0x001
const URGENT = 0x002
const BROKEN = 0x008
const HUNG_UP = 0x010
const PEER_ENDED = 0x2000
const EDGE = 1 << 31
/** Told once for each arrival, so that what was read need not be looked at again. */
const WATCHED = READABLE | URGENT | PEER_ENDED | EDGE
/** A read may end before what has arrived does: at urgent data, which no HTTP knows, or before the end of the stream. */
const READ_ON = URGENT | PEER_ENDED | HUNG_UP | BROKEN
const DONT_WAIT = 0x40
const EINTR = 4
const EAGAIN = 11

/** What a set does with a connection: asks whether it is still there, and hands it what came. */
export type ReadConnection = Pick<RawConnection, 'gone' | 'onStampedRead' | 'onPeerEnded' | 'onBroken' | 'flag'>

/** The connections of one transport, read with the stamps that the kernel gave their bytes. */
export interface ReceiveSet {
  /** Reads a connected socket from now on, and hands its bytes to the connection. @throws where the system refuses. */
  add(fd: number, connection: ReadConnection): void
  /** The socket has been closed. */
  remove(fd: number, connection: ReadConnection): void
  takeLateness(): ReadLateness
  close(): void
}

/** @throws where the system gives no epoll set, or the runtime cannot watch it. */
export function createReceiveSet(libc: Libc, now: () => number): ReceiveSet {
  return new EpollSet(libc, now)
}

/** A class, because its fields are the state of the path of every token. */
class EpollSet implements ReceiveSet {
  readonly #libc: Libc
  readonly #now: () => number
  readonly #arena
  readonly #epoll: number
  readonly #wake
  readonly #clock
  readonly #lateness = createLatenessLog()
  /** By the number of the socket. */
  readonly #connections: (ReadConnection | undefined)[] = []
  #count = 0
  #closed = false
  /** Whether stamps of this turn can be placed: not where the clock of day was set since the turn before. */
  #stampsHold = true

  constructor(libc: Libc, now: () => number) {
    this.#libc = libc
    this.#now = now
    this.#clock = createReceiveClock(libc, now)
    this.#epoll = libc.epollCreate(EPOLL_CLOEXEC)
    if (this.#epoll < 0) throw systemError(libc, 'epoll_create1')
    this.#arena = takeArena(libc)
    this.#wake = watchFile(libc, this.#epoll, () => this.#readAll())
    this.#wake.keepAlive(false)
  }

  add(fd: number, connection: ReadConnection): void {
    const { on, event } = this.#arena
    const stamped = this.#libc.setSocketOption(fd, SOCKET_LEVEL, RECEIVE_STAMPS, on.pointer, 4)
    if (stamped < 0) throw systemError(this.#libc, 'setsockopt')
    this.#connections[fd] = connection
    epollEvent(event, WATCHED, fd)
    if (this.#libc.epollControl(this.#epoll, ADD, fd, event.pointer) < 0) throw systemError(this.#libc, 'epoll_ctl')
    this.#count += 1
    if (this.#count === 1) this.#wake.keepAlive(true)
  }

  remove(fd: number, connection: ReadConnection): void {
    // Its number may belong to another socket by now. The system took it out of the set when it was closed.
    if (this.#connections[fd] === connection) this.#connections[fd] = undefined
    this.#count -= 1
    if (this.#count === 0 && !this.#closed) this.#wake.keepAlive(false)
  }

  takeLateness(): ReadLateness {
    return { ...this.#lateness.take(), clockErrorMs: this.#clock.errorMs }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#wake.close()
    this.#libc.close(this.#epoll)
    returnArena(this.#arena)
  }

  #readAll(): void {
    const { events } = this.#arena
    const { words } = events
    for (let more = true; more && !this.#closed; ) {
      const count = this.#libc.epollWait(this.#epoll, events.pointer, MAX_EVENTS, 0)
      if (count <= 0) return
      this.#stampsHold = this.#clock.check()
      for (let at = 0; at < count && !this.#closed; at += 1) {
        const flags = words[at * EVENT_WORDS] as number
        this.#readOne(words[at * EVENT_WORDS + EVENT_FD_WORD] as number, (flags & READ_ON) !== 0)
      }
      more = count === MAX_EVENTS
    }
  }

  /** @param all - reads all that is left, where a short read does not say that nothing is, and the system tells it only once. */
  #readOne(fd: number, all: boolean): void {
    const connection = this.#connections[fd]
    if (connection === undefined) return
    const { message } = this.#arena
    const { data } = message
    do {
      // Gone, its socket is closed, and the number may be that of a new one.
      if (this.#closed || connection.gone) return
      clearControl(message)
      const length = Number(this.#libc.receive(fd, message.header.pointer, DONT_WAIT))
      if (length < 0) return this.#failed(fd, connection)
      if (length === 0) return connection.onPeerEnded()
      this.#hand(connection, length)
      if (length === data.bytes.length && !all) return this.#tellAgain(fd)
    } while (all)
  }

  #hand(connection: ReadConnection, length: number): void {
    const { message } = this.#arena
    const now = this.#now()
    if (!this.#stampsHold || !hasStamp(message)) {
      this.#lateness.addUnstamped()
      if (!this.#stampsHold) connection.flag('clock_stepped')
      return connection.onStampedRead(message.data.bytes, length, now, 0)
    }
    // Two clocks: what lies within their error in the future arrived just now.
    const at = Math.min(now, this.#clock.at(stampSeconds(message), stampNanoseconds(message)))
    this.#lateness.add(now - at)
    connection.onStampedRead(message.data.bytes, length, at, now - at)
  }

  #failed(fd: number, connection: ReadConnection): void {
    const number = this.#libc.errno()
    if (number === EAGAIN) return
    if (number === EINTR) return this.#tellAgain(fd)
    connection.onBroken(systemError(this.#libc, 'read', number))
  }

  /** There may be more to read: it waits for its turn behind the others. */
  #tellAgain(fd: number): void {
    const { event } = this.#arena
    epollEvent(event, WATCHED, fd)
    this.#libc.epollControl(this.#epoll, MODIFY, fd, event.pointer)
  }
}

/** An error of the form that Node's own sockets give. */
function systemError(libc: Libc, call: string, number = libc.errno()): Error {
  const code = getSystemErrorName(-number)
  return Object.assign(new Error(`${call} ${code}`), { code, errno: -number, syscall: call })
}
