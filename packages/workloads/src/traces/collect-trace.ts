import type { ChatMessage } from '@sagellm-benchmark/protocol-types/engine'
import { createBlockIdColumn } from './block-id-column.js'
import { createIntColumn } from './int-column.js'
import { createNumberColumn, type NumberColumn } from './number-column.js'
import type { TraceFormat } from './define-trace.js'
import type { Trace, TraceReading, TracedRequest } from './trace.js'
import type { TraceRow } from './trace-row.js'

/** Takes rows in the order of the file and gives them back in the order of their times. */
export function createTraceCollector() {
  const at = createNumberColumn()
  const input = createIntColumn()
  const output = createIntColumn()
  const blockEnds = createIntColumn()
  const ids = createBlockIdColumn()
  const messages = new Map<number, readonly ChatMessage[]>()
  const replies = new Map<number, string>()
  const extraBodies = new Map<number, Readonly<Record<string, unknown>>>()
  let sorted = false

  return {
    length: at.length,
    add(row: TraceRow) {
      const atMs = row.atMs ?? 0
      const place = at.length()
      if (place > 0 && atMs < at.get(place - 1)) sorted = true
      if (row.messages) messages.set(place, row.messages)
      if (row.reply != null) replies.set(place, row.reply)
      if (row.extraBody) extraBodies.set(place, row.extraBody)
      at.push(atMs)
      // No request has 0 tokens, so that 0 can say that nothing is known.
      input.push(row.inputTokens ?? 0)
      output.push(row.outputTokens ?? 0)
      for (const id of row.hashIds) ids.push(id)
      blockEnds.push(ids.length())
    },
    trace(format: TraceFormat, reading: Omit<TraceReading, 'sorted'>, blockSize: number | null): Trace {
      const count = at.length()
      const order = sorted ? inOrder(at) : null
      const placeOf = (n: number) => (order === null ? n : (order[n] as number))
      const first = count === 0 ? 0 : at.get(placeOf(0))
      const request = (n: number): TracedRequest => {
        if (!(n >= 0 && n < count)) throw new RangeError(`request ${n} of a trace of ${count}`)
        const place = placeOf(n)
        const begins = place === 0 ? 0 : blockEnds.get(place - 1)
        return {
          inputTokens: input.get(place) || null,
          outputTokens: output.get(place) || null,
          messages: messages.get(place) ?? null,
          reply: replies.get(place) ?? null,
          extraBody: extraBodies.get(place) ?? null,
          blocks: blockEnds.get(place) - begins,
          block: (index) => ({ high: ids.high(begins + index), low: ids.low(begins + index) }),
        }
      }
      return {
        format: format.name,
        blockSize: ids.length() > 0 ? blockSize : null,
        arrivalsMs: Array.from({ length: count }, (_, n) => at.get(placeOf(n)) - first),
        reading: { ...reading, sorted },
        request,
      }
    },
  }
}

/** Places in the order of their times; where those are alike, in the order of the file. */
function inOrder(at: NumberColumn): Uint32Array {
  const places = Uint32Array.from({ length: at.length() }, (_, place) => place)
  return places.sort((a, b) => at.get(a) - at.get(b) || a - b)
}
