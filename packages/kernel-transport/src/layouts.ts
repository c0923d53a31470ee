import type { Libc, NativeMemory } from './libc.js'

// Structures of 64-bit little-endian Linux. Where glibc has a 64-bit length and musl a 32-bit one with padding, the bytes are the
// same as long as the length is small.

/** `struct epoll_event` has no padding on x86-64 only. In words of four bytes. */
const PACKED = process.arch === 'x64'
export const EVENT_WORDS = PACKED ? 3 : 4
export const EVENT_FD_WORD = PACKED ? 1 : 2
export const EVENT_TURN_WORD = EVENT_FD_WORD + 1

/** One `struct epoll_event`. @param turn - tells the socket from an earlier one of the same number. */
export function epollEvent(memory: NativeMemory, events: number, fd: number, turn: number): void {
  memory.words[0] = events
  memory.words[EVENT_FD_WORD] = fd
  memory.words[EVENT_TURN_WORD] = turn
}

/** Of a `struct sockaddr_in6`, the larger one. */
export const ADDRESS_BYTES = 28

/** Where `recvmsg` puts the bytes and what it says beside them. */
export type Message = {
  readonly header: NativeMemory
  readonly control: NativeMemory
  readonly data: NativeMemory
}

const HEADER_BYTES = 56
const CONTROL_BYTES = 64
/** Word of `msg_controllen` in `struct msghdr`. */
const CONTROL_LENGTH_WORD = 10

/** A `struct msghdr` with one piece of memory for data and one for control messages. */
export function createMessage(libc: Libc, dataBytes: number): Message {
  const [header, control, data, piece] = [HEADER_BYTES, CONTROL_BYTES, dataBytes, 16].map(libc.allocate) as [
    NativeMemory,
    NativeMemory,
    NativeMemory,
    NativeMemory,
  ]
  piece.bytes.writeBigUInt64LE(data.address, 0)
  piece.bytes.writeBigUInt64LE(BigInt(dataBytes), 8)
  header.bytes.fill(0)
  header.bytes.writeBigUInt64LE(piece.address, 16)
  header.bytes.writeBigUInt64LE(1n, 24)
  header.bytes.writeBigUInt64LE(control.address, 32)
  return { header, control, data }
}

/** Before each receive: the call before left the length of what it wrote. */
export function clearControl({ header }: Message): void {
  header.words[CONTROL_LENGTH_WORD] = CONTROL_BYTES
}

const SOL_SOCKET = 1
/** SO_TIMESTAMPNS: both the option and the type of its control message. */
export const RECEIVE_STAMPS = 35
export const SOCKET_LEVEL = SOL_SOCKET
const STAMP_CONTROL_BYTES = 32

/** Whether the last receive brought the kernel's stamp; its seconds and nanoseconds are then in `stampSeconds` and `stampNanoseconds`. */
export function hasStamp({ header, control }: Message): boolean {
  const { words } = control
  const length = header.words[CONTROL_LENGTH_WORD] as number
  return length >= STAMP_CONTROL_BYTES && words[2] === SOL_SOCKET && words[3] === RECEIVE_STAMPS
}

/** Since 1970; unsigned, so good until 2106. */
export function stampSeconds({ control }: Message): number {
  return (control.words[4] as number) >>> 0
}

export function stampNanoseconds({ control }: Message): number {
  return control.words[6] as number
}
