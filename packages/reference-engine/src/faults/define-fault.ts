import type { Socket } from 'node:net'
import type { ServerResponse } from 'node:http'
import type { Clock } from '@sagellm-benchmark/protocol-types'
import type { HttpAnswer, ServedDialect } from '../dialects/define-served-dialect.js'
import type { StreamEvent } from '../server/stream-event.js'

/** What a fault may touch. */
export type FaultContext = {
  readonly response: ServerResponse
  readonly socket: Socket
  readonly dialect: ServedDialect
  readonly clock: Clock
  /** Ends with the connection or the server: nothing a fault does outlives it. */
  readonly signal: AbortSignal
  /** Refuses new connections for `ms`. */
  refuseConnections(ms: number): void
  /** Writes text as it is to an open stream. */
  write(text: string): Promise<void>
}

/** One fault at work on one answer; a fresh one for each, so that it may keep state. */
export type FaultBehaviour = {
  /** Instead of the answer, or before it. Anything but `undefined` ends the request there. */
  beforeAnswer?(context: FaultContext): Promise<HttpAnswer | 'answered' | undefined>
  /** Changes the headers of the answer. */
  headers?(headers: Record<string, string>): Record<string, string>
  /** Replaces an event by none, itself, or several. */
  event?(event: StreamEvent, dialect: ServedDialect): readonly StreamEvent[]
  /** Replaces the text of an event, or the body of an answer that is not streamed. */
  frame?(text: string, event: StreamEvent): string
  /** Cuts the bytes of one write into several, or keeps them back: what is left must come out when `last` is set. */
  pieces?(bytes: Buffer, last: boolean): readonly Buffer[]
  /** After an event was written; `end` stops the answer there, its connection as the fault left it. */
  afterEvent?(event: StreamEvent, context: FaultContext): Promise<'continue' | 'end'>
}

export type FaultArgument = {
  readonly name: string
  readonly unit: string
  readonly default: number
  readonly min: number
  readonly max: number
}

/** One way in which servers and networks go wrong. */
export type Fault = {
  /** As asked for, and as the file is named. */
  readonly name: string
  readonly description: string
  /** Whether it needs a streamed answer; an answer in one piece goes out untouched. */
  readonly streamOnly: boolean
  readonly argument: FaultArgument | null
  /** @param value - the argument, already within its bounds; the default where none was given. */
  create(value: number): FaultBehaviour
}

/** Declares a fault: one file of this folder, and a line in the list. */
export function defineFault(fault: Fault): Fault {
  return fault
}

/** An argument in ms with the bounds all waits share: nothing waits longer than ten minutes. */
export function milliseconds(defaultMs: number): FaultArgument {
  return { name: 'ms', unit: 'ms', default: defaultMs, min: 0, max: 600_000 }
}

/** An argument that counts content chunks before the fault strikes. */
export function afterChunks(chunks: number): FaultArgument {
  return { name: 'after', unit: 'content chunks', default: chunks, min: 0, max: 1_000_000 }
}
