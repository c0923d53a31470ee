import { toWire } from '@sagellm-benchmark/protocol-types'
import type { GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import { StreamEventEnd } from '@sagellm-benchmark/protocol-types/protocol'
import type { AnswerTally } from './answer-tally.js'
import type { StreamBuilder, StreamBuilderOptions } from './build-stream.js'
import { doneEvent, type StreamEvent } from './stream-event.js'

/**
 * An answer as sageLLM's Protocol has it: `start`, a `delta` for each text with the ids of its tokens, `end` with the whole answer and the
 * engine's own figures. A token without text has no delta; its id comes with the next text, or at the end.
 */
export function createNativeBuilder({ wire, engine, tally, streamInterval }: StreamBuilderOptions): StreamBuilder {
  const { requestId = '', traceId = '' } = wire.native ?? {}
  const engineId = `engine-${engine.identity.engine}`
  const ids = { request_id: requestId, trace_id: traceId, engine_id: engineId }
  const all = { ids: [] as number[], text: '' }
  let pending = { ids: [] as number[], text: '', steps: 0 }
  let sent = false
  return {
    accepted() {
      const json = { event: 'start', ...ids, prompt_tokens: tally.promptTokens }
      return [[{ kind: 'role', tokens: 0, json }]]
    },
    step(step) {
      for (const id of step.tokenIds) pending.ids.push(id)
      for (const id of step.tokenIds) all.ids.push(id)
      pending.text += step.text
      all.text += step.text
      pending.steps += 1
      const due = !sent || pending.steps >= streamInterval || step.finishReason !== null
      if (!due || pending.text === '') return []
      const { ids: tokens, text: content } = pending
      pending = { ids: [], text: '', steps: 0 }
      sent = true
      const json = { event: 'delta', ...ids, content, content_tokens: tokens }
      return [[{ kind: 'content', tokens: tokens.length, json }]]
    },
    end() {
      const end: StreamEvent = {
        kind: 'finish',
        tokens: 0,
        json: toWire(StreamEventEnd, {
          event: 'end',
          requestId,
          traceId,
          engineId,
          promptTokens: tally.promptTokens,
          content: all.text,
          outputTokens: all.ids,
          finishReason: finishReasonOf(tally.finishReasons[0]),
          metrics: metricsOf(tally),
          error: null,
        }) as Record<string, unknown>,
      }
      return [[end], [doneEvent]]
    },
  }
}

function finishReasonOf(reason: GenerationStep['finishReason'] | undefined | string): 'stop' | 'length' {
  return reason === 'length' ? 'length' : 'stop'
}

/** The Protocol's formulas, whose TPOT is the whole time over all tokens, and its zeros for what nobody measured. */
function metricsOf(tally: AnswerTally): StreamEventEnd['metrics'] {
  const { completionTokens: tokens, receivedAtMs, firstAtMs, lastAtMs, promptTokens, cachedTokens } = tally
  const first = firstAtMs ?? lastAtMs
  const wholeMs = lastAtMs - receivedAtMs
  return StreamEventEnd.shape.metrics.parse({
    ttftMs: first - receivedAtMs,
    prefillMs: first - receivedAtMs - tally.queuedMs,
    decodeMs: lastAtMs - first,
    tbtMs: tokens > 1 ? (lastAtMs - first) / (tokens - 1) : 0,
    tpotMs: tokens > 0 ? wholeMs / tokens : 0,
    throughputTps: wholeMs > 0 ? (1000 * tokens) / wholeMs : 0,
    peakMemMb: 0,
    errorRate: 0,
    prefixHitRate: promptTokens > 0 ? (cachedTokens ?? 0) / promptTokens : 0,
  })
}
