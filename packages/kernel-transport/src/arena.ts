import type { Libc, NativeMemory } from './libc.js'
import { ADDRESS_BYTES, createMessage, EVENT_WORDS, type Message } from './layouts.js'

/** Events that are taken at once. */
export const MAX_EVENTS = 256
const READ_BYTES = 65_536
const WRITE_BYTES = 65_536

/** The memory that one set of connections hands to the system. */
export type Arena = {
  readonly message: Message
  readonly events: NativeMemory
  /** One event, for registering. */
  readonly event: NativeMemory
  /** The number one, which turns an option on. */
  readonly on: NativeMemory
  /** What is about to be sent. */
  readonly out: NativeMemory
  /** A `struct sockaddr` of IPv4 or IPv6. */
  readonly address: NativeMemory
  /** The value of an option that is asked for, and its length. */
  readonly option: NativeMemory
  readonly optionLength: NativeMemory
}

/** Never freed, because JavaScript may still hold a view of it; taken again instead. */
const returned: Arena[] = []

export function takeArena(libc: Libc): Arena {
  return returned.pop() ?? newArena(libc)
}

export function returnArena(arena: Arena): void {
  returned.push(arena)
}

function newArena(libc: Libc): Arena {
  const on = libc.allocate(4)
  on.words[0] = 1
  return {
    message: createMessage(libc, READ_BYTES),
    events: libc.allocate(MAX_EVENTS * EVENT_WORDS * 4),
    event: libc.allocate(EVENT_WORDS * 4),
    on,
    out: libc.allocate(WRITE_BYTES),
    address: libc.allocate(ADDRESS_BYTES),
    option: libc.allocate(4),
    optionLength: libc.allocate(4),
  }
}
