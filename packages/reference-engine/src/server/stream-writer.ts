import type { ServerResponse } from 'node:http'
import type { ServedDialect } from '../dialects/define-served-dialect.js'
import type { FaultBehaviour, FaultContext } from '../faults/define-fault.js'
import type { EventGroup } from './build-stream.js'
import { eventData, type StreamEvent } from './stream-event.js'
import type { WriteRecorder } from './write-log.js'

/** Writes the events of one streamed answer, stamps each write, and lets the request's faults have their way. */
export interface StreamWriter {
  /** One write, unless a fault makes it more. False when the answer is over: ended by a fault, or the client has left. */
  send(group: EventGroup): Promise<boolean>
  /** What a fault still keeps back, then the end of the body. */
  finish(): Promise<void>
  /** For faults that write text of their own. */
  writeText(text: string): Promise<void>
}

export type StreamWriterOptions = {
  readonly response: ServerResponse
  readonly dialect: ServedDialect
  readonly faults: readonly FaultBehaviour[]
  readonly faultContext: () => FaultContext
  readonly recorder: WriteRecorder
  /** Monotonic ms, taken in the statement before each write. */
  readonly stamp: () => number
  /** Adds `write_time` to every event: the instant before it was made into bytes, CLOCK_MONOTONIC ms. */
  readonly embedOffsetMs: number | null
  readonly signal: AbortSignal
}

export function createStreamWriter(options: StreamWriterOptions): StreamWriter {
  const { response, dialect, faults, recorder, stamp, signal } = options
  const changesEvents = faults.some(({ event }) => event)
  const cuts = faults.filter(({ pieces }) => pieces)
  let over = false

  const textOf = (event: StreamEvent): string => {
    let text = dialect.frame(eventData(withWriteTime(event, options)))
    for (const fault of faults) text = fault.frame?.(text, event) ?? text
    return text
  }

  const writePieces = async (bytes: Buffer, { tokens, last }: { tokens: number; last: boolean }) => {
    let pieces: readonly Buffer[] = [bytes]
    for (const cut of cuts)
      pieces = pieces.flatMap((piece, at) => cut.pieces?.(piece, last && at === pieces.length - 1) ?? [])
    for (const [at, piece] of pieces.entries()) {
      if (piece.length === 0) continue
      // Apart in time too, or the kernel would hand both to the client in one read.
      if (at > 0) await pause()
      await writeNow(piece, at === 0 ? tokens : 0)
    }
  }

  const writeNow = async (data: Buffer | string, tokens: number) => {
    if (signal.aborted || response.destroyed) return
    const { socket } = response
    const at = stamp()
    const flowing = response.write(data)
    // Node holds what is written in one turn back to its end. With many streams in step that is milliseconds after the
    // stamp of the first: out with it now.
    while (socket && socket.writableCorked > 0) socket.uncork()
    recorder.add(at, tokens, typeof data === 'string' ? Buffer.byteLength(data) : data.length)
    if (!flowing) await drained(response, signal)
  }

  const stopKeepAlive = keepAlive(options, (text) => writeNow(text, 0))

  return {
    async send(group) {
      if (over || signal.aborted) return false
      const events = changesEvents ? group.flatMap((event) => throughFaults(event, options)) : group
      if (events.length === 0) return true
      const tokens = events.reduce((sum, event) => sum + event.tokens, 0)
      const text = events.length === 1 ? textOf(events[0] as StreamEvent) : events.map(textOf).join('')
      if (cuts.length === 0) await writeNow(text, tokens)
      else await writePieces(Buffer.from(text), { tokens, last: false })
      for (const fault of faults) {
        for (const event of fault.afterEvent ? events : []) {
          if ((await fault.afterEvent?.(event, options.faultContext())) === 'end') over = true
        }
      }
      return !over && !signal.aborted
    },
    async finish() {
      stopKeepAlive()
      if (over || signal.aborted || response.destroyed) return
      if (cuts.length > 0) await writePieces(Buffer.alloc(0), { tokens: 0, last: true })
      response.end()
    },
    writeText: (text) => writeNow(text, 0),
  }
}

function throughFaults(event: StreamEvent, { faults, dialect }: StreamWriterOptions): readonly StreamEvent[] {
  let events: readonly StreamEvent[] = [event]
  for (const fault of faults) {
    if (fault.event) events = events.flatMap((each) => fault.event?.(each, dialect) ?? each)
  }
  return events
}

function withWriteTime(event: StreamEvent, { embedOffsetMs, stamp }: StreamWriterOptions): StreamEvent {
  if (embedOffsetMs === null || event.json === null) return event
  const now = stamp()
  return {
    ...event,
    json: { ...event.json, write_time: { clock_monotonic_ms: now + embedOffsetMs, performance_now_ms: now } },
  }
}

/** Sends the dialect's comment while nothing else is written. @returns what ends it; the end of the answer does too. */
function keepAlive(
  { dialect, response, signal }: StreamWriterOptions,
  send: (text: string) => Promise<void>,
): () => void {
  const { keepAlive: rule } = dialect
  if (!rule) return () => {}
  let written = 0
  const timer = setInterval(() => {
    const { bytesWritten = 0 } = response.socket ?? {}
    if (bytesWritten === written) void send(rule.text)
    written = response.socket?.bytesWritten ?? 0
  }, rule.everyMs)
  const stop = () => clearInterval(timer)
  signal.addEventListener('abort', stop, { once: true })
  return stop
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
    signal.addEventListener('abort', done, { once: true })
  })
}

/** A few ms of real time, whatever clock the engine runs on: the network is always real. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3))
}
