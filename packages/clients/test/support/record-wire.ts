import { chunkKind } from '@sagellm-benchmark/protocol-types/records'
import { createMemoryBudget } from '../../src/bytes/memory-budget.js'
import { createGeneratedText } from '../../src/openai/generated-text.js'
import { ResponseRecorder } from '../../src/openai/response-recorder.js'
import { HttpReader } from '../../src/transport/http-reader.js'
import type { ResponseHandler } from '../../src/transport/transport.js'

type RecordWireOptions = {
  /** Breaks the connection after the last read. */
  readonly thenReset?: boolean
  /** @default 1 */
  readonly choices?: number
  /** When the request was stamped as sent. @default never */
  readonly sentAt?: number
  /** What stands between the connection and the recorder. */
  readonly through?: (recorder: ResponseRecorder) => ResponseHandler
  /** Called after the read of this number, from 0. */
  readonly afterRead?: (read: number) => void
}

/** What is recorded of wire bytes that come in these reads; the n-th, from 1, has the stamp n. */
export function recordWire(reads: readonly Uint8Array[], options: RecordWireOptions = {}) {
  const { thenReset = false, choices = 1, through = (recorder) => recorder, afterRead } = options
  const text = createGeneratedText()
  let settled = 0
  const host = { waitFor: () => {}, giveUp: () => {}, onSettled: () => void (settled += 1) }
  const recorder = new ResponseRecorder(host, {
    stream: true,
    choices,
    wantedTokens: 3,
    text,
    maxEventBytes: 10_000,
    maxBodyBytes: 100_000,
    memory: createMemoryBudget(),
  })
  const handler = through(recorder)
  if (options.sentAt !== undefined) handler.onSent(options.sentAt)
  const reader = new HttpReader(
    {
      onHead: ({ status, headers }, at) => handler.onHeaders(status, headers, at),
      onBody: (from, start, end, at) => handler.onBody(from, start, end, at),
      onMessageEnd: (at) => handler.onEnd(at),
      onMalformed: (message, _tooLarge, at) => handler.onFailure({ errorClass: 'malformed_response', message, at }),
    },
    10_000,
  )
  reader.expectResponse()
  // One buffer for all reads, as a socket has: what is kept of the first must not be the memory of the second.
  const shared = new Uint8Array(Math.max(...reads.map(({ length }) => length)))
  for (const [at, piece] of reads.entries()) {
    shared.fill(0x58)
    shared.set(piece)
    reader.execute(shared, 0, piece.length, at + 1)
    afterRead?.(at)
  }
  if (thenReset) handler.onFailure({ errorClass: 'connection_reset', message: 'reset', at: reads.length + 1 })
  return {
    recorder,
    text,
    /** What stands recorded now. */
    result() {
      const { errorClass, errorMessage, flags, endAt } = recorder
      const { chunks, usages, finishes } = recorder.answer
      const { at, kind } = chunks.observations()
      return {
        text: text.output(),
        /** Stamps of the chunks with text. */
        tokenAt: Array.from(at).filter((_, index) => kind[index] === chunkKind.content),
        usages,
        finishes: [...finishes],
        errorClass,
        errorMessage,
        flags: [...flags],
        endAt,
        settled,
      }
    },
  }
}
