import { createParser, type EventSourceParser } from 'eventsource-parser'
import { GrowingBytes } from '../bytes/growing-bytes.js'
import type { MemoryAccount } from '../bytes/memory-budget.js'
import { hasLineEnd, LF } from './event-lines.js'

/** Receives what a stream of any form says. */
export interface AnyFormSink {
  onEvent(data: string, type: string | undefined): void
  onOddLine(line: string): void
  onOverflow(): void
}

export type AnyFormOptions = {
  /** A byte order mark is passed over only there. */
  readonly atStreamStart: boolean
  readonly maxEventBytes: number
  readonly account: MemoryAccount | null
}

/**
 * Reads server-sent events in every form that the standard allows, through eventsource-parser. What the parser keeps of an
 * unfinished event is bounded by bytes, since an event of many empty lines costs it more than its text.
 */
export class AnyFormReader {
  readonly #sink: AnyFormSink
  readonly #options: AnyFormOptions
  readonly #parser: EventSourceParser
  readonly #decoder: InstanceType<typeof TextDecoder>
  /** The begun line: the parser gets it with its end, so that a trickle of bytes does not make a list of strings. */
  readonly #line: GrowingBytes
  /** Bytes given to the parser since its last event. */
  #unfinished = 0
  #eventSeen = false
  #over = false

  constructor(sink: AnyFormSink, options: AnyFormOptions) {
    this.#sink = sink
    this.#options = options
    this.#line = new GrowingBytes(options.account)
    this.#decoder = new TextDecoder('utf-8', { ignoreBOM: !options.atStreamStart })
    this.#parser = createParser({
      onEvent: ({ data, event }) => {
        this.#eventSeen = true
        if (data.length > options.maxEventBytes) this.#overflow()
        else if (!this.#over) sink.onEvent(data, event)
      },
      onError: (error) => {
        if (error.type === 'unknown-field' && !this.#over) sink.onOddLine(error.line ?? '')
      },
    })
  }

  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.#over) return
    if (!hasLineEnd(bytes, start, end)) {
      if (this.#unfinished + this.#line.length + end - start > this.#options.maxEventBytes) this.#overflow()
      else this.#line.append(bytes, start, end)
      return
    }
    this.#feedLine()
    this.#feed(bytes, start, end)
  }

  /** The stream has ended: an event whose blank line is missing is given out as it stands. */
  end(): void {
    this.#feedLine()
    this.#feed(new Uint8Array([LF, LF]), 0, 2)
  }

  stop(): void {
    this.#over = true
    this.#line.release()
    this.#forgetUnfinished()
  }

  #feedLine(): void {
    this.#feed(this.#line.bytes, 0, this.#line.length)
    this.#line.clear()
  }

  #feed(bytes: Uint8Array, start: number, end: number): void {
    if (this.#over || start === end) return
    this.#eventSeen = false
    this.#parser.feed(this.#decoder.decode(bytes.subarray(start, end), { stream: true }))
    if (this.#over) return
    if (this.#eventSeen) return this.#forgetUnfinished()
    this.#unfinished += end - start
    this.#options.account?.hold(end - start)
    if (this.#unfinished > this.#options.maxEventBytes) this.#overflow()
  }

  #forgetUnfinished(): void {
    this.#options.account?.release(this.#unfinished)
    this.#unfinished = 0
  }

  #overflow(): void {
    if (this.#over) return
    this.stop()
    this.#sink.onOverflow()
  }
}
