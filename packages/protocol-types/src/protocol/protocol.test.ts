import { describe, expect, test } from 'vitest'
import { fromWire, wireSchema } from '../json/wire.js'
import { ProtocolMetrics } from './metrics.js'
import { ProtocolRequest } from './request.js'
import { ProtocolResponse } from './response.js'
import { ProtocolStreamEvent } from './stream-event.js'

const request = { request_id: 'r1', trace_id: 't1', model: 'tiny', prompt: 'Hello', max_tokens: 8, stream: true }

describe('Protocol v0.1', () => {
  test('a request needs its ids, model, prompt, length and stream flag', () => {
    for (const field of Object.keys(request)) {
      const partial = Object.fromEntries(Object.entries(request).filter(([key]) => key !== field))
      expect(wireSchema(ProtocolRequest).safeParse(partial).success, field).toBe(false)
    }
    expect(wireSchema(ProtocolRequest).safeParse(request).success).toBe(true)
  })

  test('temperature 0 is refused, 2 is the most, and greedy is its absence', () => {
    const accepts = (temperature: number) => wireSchema(ProtocolRequest).safeParse({ ...request, temperature }).success
    expect([accepts(0), accepts(0.1), accepts(2), accepts(2.1)]).toEqual([false, true, true, false])
  })

  test('metrics that an older engine leaves out take the defaults of the Protocol', () => {
    const json = { ttft_ms: 12, throughput_tps: 80, peak_mem_mb: 10, error_rate: 0 }
    const metrics = fromWire(ProtocolMetrics, wireSchema(ProtocolMetrics).parse(json))
    expect(metrics).toMatchObject({ ttftMs: 12, tbtMs: 0, prefixHitRate: 0, specAcceptRate: 0 })
  })

  test('shares outside 0 to 1 are refused', () => {
    const json = { ttft_ms: 12, throughput_tps: 80, peak_mem_mb: 10, error_rate: 1.2 }
    expect(wireSchema(ProtocolMetrics).safeParse(json).success).toBe(false)
  })

  test('a response carries token ids, and its error has a code', () => {
    const json = {
      request_id: 'r1',
      trace_id: 't1',
      output_text: '',
      output_tokens: [],
      finish_reason: 'error',
      metrics: { ttft_ms: 0, throughput_tps: 0, peak_mem_mb: 0, error_rate: 1 },
      error: { code: 'resource_exhausted', message: 'no KV blocks', retryable: true },
    }
    expect(fromWire(ProtocolResponse, wireSchema(ProtocolResponse).parse(json)).error).toEqual(json.error)
  })

  test('stream events are told apart by their event name', () => {
    const parse = (json: object) => fromWire(ProtocolStreamEvent, wireSchema(ProtocolStreamEvent).parse(json))
    expect(parse({ event: 'delta', chunk: 'a', chunk_tokens: [7] })).toEqual({
      event: 'delta',
      chunk: 'a',
      chunkTokens: [7],
    })
    expect(parse({ event: 'error', error: { code: 'unavailable', message: 'gone' } })).toMatchObject({ event: 'error' })
    expect(wireSchema(ProtocolStreamEvent).safeParse({ event: 'other' }).success).toBe(false)
  })
})
