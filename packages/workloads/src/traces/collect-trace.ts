import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { createBlockIdColumn } from './block-id-column.js'
import type { TraceFormat } from './define-trace.js'
import type { Trace, TraceReading, TracedRequest } from './trace.js'
import type { TraceRow } from './trace-row.js'

/** Takes rows in the order of the file and gives them back in the order of their times. */
export function createTraceCollector() {
  const at: number[] = []
  const input = createBlockIdColumn()
  const output = createBlockIdColumn()
  const blockEnds = createBlockIdColumn()
  const ids = createBlockIdColumn()
  const messages = new Map<number, readonly ChatMessage[]>()
  const replies = new Map<number, string>()
  const extraBodies = new Map<number, Readonly<Record<string, unknown>>>()
  let sorted = false

  return {
    length: () => at.length,
    add(row: TraceRow) {
      const atMs = row.atMs ?? 0
      if (atMs < (at.at(-1) ?? atMs)) sorted = true
      if (row.messages) messages.set(at.length, row.messages)
      if (row.reply != null) replies.set(at.length, row.reply)
      if (row.extraBody) extraBodies.set(at.length, row.extraBody)
      at.push(atMs)
      // No request has 0 tokens, so that 0 can say that nothing is known.
      input.push(row.inputTokens ?? 0)
      output.push(row.outputTokens ?? 0)
      for (const id of row.hashIds) ids.push(id)
      blockEnds.push(ids.length())
    },
    trace(format: TraceFormat, reading: Omit<TraceReading, 'sorted'>, blockSize: number | null): Trace {
      const order = sorted ? at.map((_, place) => place).sort((a, b) => (at[a] as number) - (at[b] as number)) : null
      const placeOf = (n: number) => (order === null ? n : (order[n] as number))
      const first = at[placeOf(0)] ?? 0
      const request = (n: number): TracedRequest => {
        if (!(n >= 0 && n < at.length)) throw new RangeError(`request ${n} of a trace of ${at.length}`)
        const place = placeOf(n)
        const begins = place === 0 ? 0 : blockEnds.low(place - 1)
        return {
          inputTokens: input.low(place) || null,
          outputTokens: output.low(place) || null,
          messages: messages.get(place) ?? null,
          reply: replies.get(place) ?? null,
          extraBody: extraBodies.get(place) ?? null,
          blocks: blockEnds.low(place) - begins,
          block: (index) => ({ high: ids.high(begins + index), low: ids.low(begins + index) }),
        }
      }
      return {
        format: format.name,
        blockSize: ids.length() > 0 ? blockSize : null,
        arrivalsMs: at.map((_, n) => (at[placeOf(n)] as number) - first),
        reading: { ...reading, sorted },
        request,
      }
    },
  }
}
