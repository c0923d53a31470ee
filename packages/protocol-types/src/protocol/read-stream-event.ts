import { z } from 'zod'
import { ProtocolError } from './error.js'
import { lax } from './lax.js'
import { ProtocolMetrics } from './metrics.js'
import { protocolType } from './protocol-type.js'
import { StreamEvent } from './stream-event.js'

/** Which names the fields of an event bear: today's, or those of the Protocol before 0.5 (`chunk`, `output_text`, an event `error`). */
export type StreamEventNames = 'current' | 'before-0.5'

const before05 = protocolType(
  'StreamEvent before 0.5',
  z.discriminatedUnion('event', [
    z.object({
      event: z.literal('start'),
      requestId: lax.text().default(''),
      traceId: lax.text().default(''),
      engineId: lax.text().default(''),
      promptTokens: lax.int().nullable().default(null),
    }),
    z.object({ event: z.literal('delta'), chunk: lax.text(), chunkTokens: lax.list(lax.int()) }),
    z.object({
      event: z.literal('end'),
      outputText: lax.text(),
      outputTokens: lax.list(lax.int()),
      finishReason: z.enum(['stop', 'length', 'error']),
      metrics: ProtocolMetrics,
    }),
    z.object({ event: z.literal('error'), error: ProtocolError }),
  ]),
)
const current = protocolType('StreamEvent', StreamEvent)

/** An event that ends a stream without an answer; today's Protocol has an `end` with an error in its place. */
export type StreamFailure = { readonly event: 'error'; readonly error: ProtocolError }

/**
 * One event of a stream in today's form, whatever the names of its fields. Ids that an older event does not carry are empty.
 *
 * @throws BenchError `corrupt_data` naming the field that is refused.
 * @example readStreamEvent({ event: 'delta', chunk: 'a', chunk_tokens: [7] }, 'before-0.5') // contentTokens: [7]
 */
export function readStreamEvent(json: unknown, names: StreamEventNames = 'current'): StreamEvent | StreamFailure {
  if (names === 'current') return current.parse(json)
  const event = before05.parse(json)
  const ids = { requestId: '', traceId: '', engineId: '' }
  switch (event.event) {
    case 'delta':
      return { event: 'delta', ...ids, content: event.chunk, contentTokens: event.chunkTokens }
    case 'end': {
      const { outputText, ...rest } = event
      return { ...ids, ...rest, content: outputText, promptTokens: null, error: null }
    }
    default:
      return event
  }
}
