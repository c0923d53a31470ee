import { getDefaultAutoSelectFamilyAttemptTimeout } from 'node:net'
import type { ConnectionSocket } from '@sagellm-benchmark/clients/transport'
import { RECEIVE_STAMPS, SOCKET_LEVEL } from './layouts.js'
import { type Place, writeAddress } from './socket-address.js'
import type { SocketHost } from './socket-host.js'
import type { SocketUser } from './socket-user.js'
import { systemError } from './system-error.js'

/** SOCK_STREAM, which waits for nothing and is closed in a program that is started. */
const STREAM_SOCKET = 0x80801
const SOCKET_ERROR = 4
const TCP_LEVEL = 6
const TCP_NODELAY = 1
/** Neither waits nor ends the process where the peer has gone. */
const DONT_WAIT_NOR_SIGNAL = 0x4040
const EINTR = 4
const EAGAIN = 11
const EINPROGRESS = 115
const ETIMEDOUT = 110
/** A character of a text takes three bytes at most. */
const MAX_BYTES_A_CHARACTER = 3

/** A TCP socket of the system, without the objects that a runtime puts around one. Its bytes are read by the set in which it stands. */
export class KernelSocket implements ConnectionSocket {
  destroyed = false
  /** Whether it is to be told that it can be written: it is connecting, or the system has not taken all. */
  waitsToWrite = false
  readonly user: SocketUser
  readonly #host: SocketHost
  #fd = -1
  #connected = false
  /** Where it may connect to, and which of these is next. */
  #places: readonly Place[] = []
  #next = 0
  #errors: Error[] = []
  #nextPlaceTimer: NodeJS.Timeout | undefined
  #unsent: Buffer | null = null
  #onSent: (() => void) | null = null

  constructor(host: SocketHost, user: SocketUser) {
    this.#host = host
    this.user = user
  }

  /** Connects to the first of these that can be reached. What fails is told behind this call. */
  connect(places: readonly Place[]): void {
    if (this.destroyed) return
    this.#places = places
    this.#connectToNext()
  }

  /** It cannot be connected. */
  fail(error: Error): void {
    if (this.destroyed) return
    this.user.onBroken(error)
    this.destroy()
  }

  write(text: string, onSent: () => void): void {
    const { out } = this.#host.arena
    this.#onSent = onSent
    if (text.length * MAX_BYTES_A_CHARACTER > out.bytes.length) return this.#sendOn(Buffer.from(text))
    // Through memory that all share, so that nothing is allocated.
    const length = out.bytes.write(text)
    const sent = this.#send(out.pointer, length)
    if (sent === length) this.#sentAll()
    else this.#keep(Buffer.from(out.bytes.subarray(sent, length)))
  }

  /** The system can take bytes, or knows how connecting ended. */
  onWritable(): void {
    if (!this.#connected) this.#endConnecting()
    else if (this.#unsent !== null) this.#sendOn(this.#unsent)
  }

  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.#unsent = null
    this.#onSent = null
    this.#closeFile()
    this.user.onClosed()
  }

  #connectToNext(): void {
    const place = this.#places[this.#next++]
    if (place === undefined) return this.#failSoon(connectError(this.#errors))
    const number = this.#open(place)
    if (number !== 0 && number !== EINPROGRESS) return this.#triedInVain(number)
    // The system says by an event that it is connected, even where it is already: the caller is not done with this one.
    this.waitsToWrite = true
    if (this.#next === this.#places.length) return
    this.#nextPlaceTimer = setTimeout(() => this.#triedInVain(ETIMEDOUT), getDefaultAutoSelectFamilyAttemptTimeout())
  }

  /** @returns the number of an error, 0 where it is connected. */
  #open(place: Place): number {
    const { libc, arena, set } = this.#host
    const { on, address } = arena
    const written = writeAddress(libc, address, place)
    this.#fd = libc.socket(written.family, STREAM_SOCKET, 0)
    if (this.#fd < 0) return libc.errno()
    if (libc.setSocketOption(this.#fd, TCP_LEVEL, TCP_NODELAY, on.pointer, 4) < 0) return libc.errno()
    if (libc.setSocketOption(this.#fd, SOCKET_LEVEL, RECEIVE_STAMPS, on.pointer, 4) < 0) return libc.errno()
    const ended = libc.connect(this.#fd, address.pointer, written.length) < 0 ? libc.errno() : 0
    // Behind connecting: a socket that does not yet connect is told to have been hung up.
    return (ended === 0 || ended === EINPROGRESS) && set.add(this.#fd, this) < 0 ? libc.errno() : ended
  }

  #endConnecting(): void {
    const { libc, arena } = this.#host
    const { option, optionLength } = arena
    optionLength.words[0] = 4
    const asked = libc.socketOption(this.#fd, SOCKET_LEVEL, SOCKET_ERROR, option.pointer, optionLength.pointer)
    const number = asked < 0 ? libc.errno() : (option.words[0] as number)
    if (number !== 0) return this.#triedInVain(number)
    clearTimeout(this.#nextPlaceTimer)
    this.#connected = true
    this.waitsToWrite = false
    this.user.onConnected()
  }

  #triedInVain(number: number): void {
    this.#errors.push(systemError(number, 'connect', this.#places[this.#next - 1]))
    this.#closeFile()
    this.#connectToNext()
  }

  #closeFile(): void {
    clearTimeout(this.#nextPlaceTimer)
    this.waitsToWrite = false
    if (this.#fd < 0) return
    this.#host.set.remove(this.#fd, this)
    this.#host.libc.close(this.#fd)
    this.#fd = -1
  }

  #sendOn(bytes: Buffer): void {
    const sent = this.#send(bytes, bytes.length)
    if (sent === bytes.length) this.#sentAll()
    else this.#keep(bytes.subarray(sent))
  }

  /** @returns how many bytes the system took. Where it has no room for more, an event says when it has. */
  #send(bytes: unknown, length: number): number {
    const { libc } = this.#host
    for (;;) {
      const sent = Number(libc.send(this.#fd, bytes, length, DONT_WAIT_NOR_SIGNAL))
      if (sent >= 0) return sent
      const number = libc.errno()
      if (number === EINTR) continue
      if (number !== EAGAIN) this.#failSoon(systemError(number, 'write'))
      return 0
    }
  }

  #keep(unsent: Buffer): void {
    this.#unsent = unsent
    this.waitsToWrite = true
  }

  #sentAll(): void {
    const onSent = this.#onSent
    this.#unsent = null
    this.#onSent = null
    this.waitsToWrite = false
    onSent?.()
  }

  /** Behind the call that led here, as sockets of the runtime do it. */
  #failSoon(error: Error): void {
    process.nextTick(() => this.fail(error))
  }
}

function connectError(errors: readonly Error[]): Error {
  const [first, ...others] = errors as [Error, ...Error[]]
  return others.length === 0
    ? first
    : Object.assign(new AggregateError(errors), { code: (first as { code?: string }).code })
}
