import { createLatenessLog, type ReadLateness } from '@sagellm-benchmark/clients/transport'
import { type Arena, MAX_EVENTS } from './arena.js'
import {
  clearControl,
  epollEvent,
  EVENT_FD_WORD,
  EVENT_TURN_WORD,
  EVENT_WORDS,
  hasStamp,
  stampNanoseconds,
  stampSeconds,
} from './layouts.js'
import type { Libc } from './libc.js'
import { createReceiveClock } from './receive-clock.js'
import type { SocketUser } from './socket-user.js'
import { systemError } from './system-error.js'
import { watchFile } from './watch-file.js'

const EPOLL_CLOEXEC = 0x80000
const ADD = 1
const MODIFY = 3
const READABLE = 0x001
const URGENT = 0x002
const WRITABLE = 0x004
const BROKEN = 0x008
const HUNG_UP = 0x010
const PEER_ENDED = 0x2000
const EDGE = 1 << 31
/** Told once for each arrival, so that what was read need not be looked at again. */
const WATCHED = READABLE | URGENT | WRITABLE | PEER_ENDED | EDGE
/** A read may end before what has arrived does: at urgent data, which no HTTP knows, or before the end of the stream. */
const READ_ON = URGENT | PEER_ENDED | HUNG_UP | BROKEN
/** Without these there is nothing to read. */
const TO_READ = READABLE | READ_ON
const DONT_WAIT = 0x40
const EINTR = 4
const EAGAIN = 11

/** A socket that stands in a set. */
interface WatchedSocket {
  /** Whether it is to be told that it can be written. */
  readonly waitsToWrite: boolean
  onWritable(): void
  /** Who gets what came. */
  readonly user: SocketUser
}

/** The sockets of one transport, read with the stamps that the kernel gave their bytes. */
export interface ReceiveSet {
  /** Reads a socket from now on. @returns below 0 where the system refuses. */
  add(fd: number, socket: WatchedSocket): number
  /** The socket is about to be closed; nothing where it does not stand here. */
  remove(fd: number, socket: WatchedSocket): void
  takeLateness(): ReadLateness
  close(): void
}

/** @throws where the system gives no epoll set, or the runtime cannot watch it. */
export function createReceiveSet(libc: Libc, arena: Arena, now: () => number): ReceiveSet {
  return new EpollSet(libc, arena, now)
}

/** A class, because its fields are the state of the path of every token. */
class EpollSet implements ReceiveSet {
  readonly #libc: Libc
  readonly #now: () => number
  readonly #arena: Arena
  readonly #epoll: number
  readonly #wake
  readonly #clock
  readonly #lateness = createLatenessLog()
  /** By the number of the socket, with the turn in which each came. */
  readonly #sockets: (WatchedSocket | undefined)[] = []
  readonly #turns: number[] = []
  #turn = 0
  #count = 0
  #closed = false
  /** Whether stamps of this turn can be placed: not where the clock of day was set since the turn before. */
  #stampsHold = true

  constructor(libc: Libc, arena: Arena, now: () => number) {
    this.#libc = libc
    this.#arena = arena
    this.#now = now
    this.#clock = createReceiveClock(libc, now)
    this.#epoll = libc.epollCreate(EPOLL_CLOEXEC)
    if (this.#epoll < 0) throw systemError(libc.errno(), 'epoll_create1')
    this.#wake = watchFile(libc, this.#epoll, () => this.#readAll())
    this.#wake.keepAlive(false)
  }

  add(fd: number, socket: WatchedSocket): number {
    const { event } = this.#arena
    this.#turn = (this.#turn + 1) | 0
    epollEvent(event, WATCHED, fd, this.#turn)
    const added = this.#libc.epollControl(this.#epoll, ADD, fd, event.pointer)
    if (added < 0) return added
    this.#sockets[fd] = socket
    this.#turns[fd] = this.#turn
    this.#count += 1
    if (this.#count === 1) this.#wake.keepAlive(true)
    return added
  }

  remove(fd: number, socket: WatchedSocket): void {
    if (this.#sockets[fd] !== socket) return
    // The system takes it out of the set when it is closed.
    this.#sockets[fd] = undefined
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
  }

  #readAll(): void {
    const { events } = this.#arena
    const { words } = events
    for (let more = true; more && !this.#closed; ) {
      const count = this.#libc.epollWait(this.#epoll, events.pointer, MAX_EVENTS, 0)
      if (count <= 0) return
      this.#stampsHold = this.#clock.check()
      for (let at = 0; at < count && !this.#closed; at += 1) {
        const word = at * EVENT_WORDS
        const fd = words[word + EVENT_FD_WORD] as number
        const turn = words[word + EVENT_TURN_WORD] as number
        const flags = words[word] as number
        const socket = this.#socketOf(fd, turn)
        if ((flags & WRITABLE) !== 0 && socket?.waitsToWrite) socket.onWritable()
        // What it did then may have closed this one.
        if ((flags & TO_READ) !== 0) this.#readOne(fd, turn, (flags & READ_ON) !== 0)
      }
      more = count === MAX_EVENTS
    }
  }

  /** The socket that was put in with this number in this turn: it may be closed meanwhile, and its number that of another one. */
  #socketOf(fd: number, turn: number): WatchedSocket | undefined {
    return this.#turns[fd] === turn ? this.#sockets[fd] : undefined
  }

  /** @param all - reads all that is left, where a short read does not say that nothing is, and the system tells it only once. */
  #readOne(fd: number, turn: number, all: boolean): void {
    const { message } = this.#arena
    const { data } = message
    do {
      const socket = this.#socketOf(fd, turn)
      if (this.#closed || socket === undefined) return
      clearControl(message)
      const length = Number(this.#libc.receive(fd, message.header.pointer, DONT_WAIT))
      if (length < 0) return this.#failed(fd, turn, socket)
      if (length === 0) return socket.user.onPeerEnded()
      this.#hand(socket.user, length)
      if (length === data.bytes.length && !all) return this.#tellAgain(fd, turn)
    } while (all)
  }

  #hand(user: SocketUser, length: number): void {
    const { message } = this.#arena
    const now = this.#now()
    if (!this.#stampsHold || !hasStamp(message)) {
      this.#lateness.addUnstamped()
      if (!this.#stampsHold) user.flag('clock_stepped')
      return user.onStampedRead(message.data.bytes, length, now, 0)
    }
    // Two clocks: what lies within their error in the future arrived just now.
    const at = Math.min(now, this.#clock.at(stampSeconds(message), stampNanoseconds(message)))
    this.#lateness.add(now - at)
    user.onStampedRead(message.data.bytes, length, at, now - at)
  }

  #failed(fd: number, turn: number, socket: WatchedSocket): void {
    const number = this.#libc.errno()
    if (number === EAGAIN) return
    if (number === EINTR) return this.#tellAgain(fd, turn)
    socket.user.onBroken(systemError(number, 'read'))
  }

  /** There may be more to read: it waits for its turn behind the others. */
  #tellAgain(fd: number, turn: number): void {
    if (this.#socketOf(fd, turn) === undefined) return
    const { event } = this.#arena
    epollEvent(event, WATCHED, fd, turn)
    this.#libc.epollControl(this.#epoll, MODIFY, fd, event.pointer)
  }
}
