import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { protocolTypes } from './catalogue/index.js'
import {
  checkSampling,
  interfaceSinceVersion,
  isInterfaceFrozen,
  negotiateVersion,
  parseDevice,
  PROTOCOL_VERSION,
  readStreamEvent,
  sagellmPorts,
  SamplingParams,
} from './index.js'
import { isRetryableKVError, KVErrorCode, kvErrorCategories } from './kv/index.js'

const request = { request_id: 'r1', trace_id: 't1', max_tokens: 8 }
const typed = (name: string) => {
  const type = protocolTypes.get(name)
  if (!type) throw new Error(`no type ${name}`)
  return type
}

describe('a type of the Protocol', () => {
  test('is read in camelCase and written with every field', () => {
    const value = typed('Request').parse(request)
    expect(value).toMatchObject({ requestId: 'r1', prompt: '', stream: false, temperature: null })
    expect(typed('Request').write({ requestId: 'r1', traceId: 't1', maxTokens: 8 })).toMatchObject({
      ...request,
      stream: false,
      sampling_params: null,
      tp_size: null,
    })
  })

  test('names the field that it refuses', () => {
    expect(() => typed('Request').parse({ ...request, max_tokens: 0 }, 'line 3')).toThrow(
      /line 3 is not a valid Request: field max_tokens/,
    )
    expect(() => typed('Request').write({ requestId: 'r1' })).toThrow(/field traceId/)
  })

  test.each([...protocolTypes.values()])('$name has a JSON Schema of what is written', (type) => {
    const schema = type.jsonSchema() as { properties?: object; enum?: unknown[]; oneOf?: unknown[]; anyOf?: unknown[] }
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' })
    expect(schema.properties ?? schema.enum ?? schema.oneOf ?? schema.anyOf).toBeDefined()
  })

  test('its JSON Schema holds the bounds, and takes what is written', () => {
    const schema = typed('Request').jsonSchema() as { properties: Record<string, { exclusiveMinimum?: number }> }
    expect(schema.properties.max_tokens).toMatchObject({ type: 'integer', exclusiveMinimum: 0 })
    const written = typed('Request').write({ requestId: 'r1', traceId: 't1', maxTokens: 8 })
    expect(z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(written).error).toBeUndefined()
  })
})

describe('sampling', () => {
  const strategy = (json: object) => (typed('SamplingParams').parse(json) as SamplingParams).strategy

  test('a strategy that is not given follows from the temperature', () => {
    expect([{}, { temperature: 0 }, { temperature: '0' }, { temperature: 0.7 }].map(strategy)).toEqual([
      'sampling',
      'greedy',
      'greedy',
      'sampling',
    ])
    expect(strategy({ temperature: 0.7, strategy: 'greedy' })).toBe('greedy')
    expect(typed('Request').parse({ ...request, sampling_params: { temperature: 0 } })).toMatchObject({
      samplingParams: { strategy: 'greedy' },
    })
  })

  test('what contradicts itself is refused where it is checked', () => {
    const params = SamplingParams.parse({})
    expect(() => checkSampling({ ...params, temperature: 0 })).toThrow(/temperature/)
    expect(() => checkSampling({ ...params, strategy: 'beam_search', beamSize: 1 })).toThrow(/beam/)
    expect(() => checkSampling({ ...params, strategy: 'greedy', temperature: 0 })).not.toThrow()
  })
})

test('versions are negotiated as the package does', () => {
  expect([PROTOCOL_VERSION, negotiateVersion('0.1'), negotiateVersion('0.0')]).toEqual(['0.1', '0.1', '0.1'])
  for (const version of ['0.2', '1.0', 'x', '0.1.2', '']) expect(() => negotiateVersion(version), version).toThrow()
  expect([isInterfaceFrozen('StreamEventDelta'), isInterfaceFrozen('SamplingParams')]).toEqual([true, false])
  expect([interfaceSinceVersion('Request'), interfaceSinceVersion('KVPriority')]).toEqual(['0.1', null])
})

test('devices and ports are those of the package', () => {
  expect([parseDevice('cuda:0'), parseDevice('cpu'), parseDevice('foo:-1')]).toEqual([
    { kind: 'cuda', index: 0 },
    { kind: 'cpu', index: null },
    { kind: 'foo', index: -1 },
  ])
  expect(() => parseDevice('cuda:x')).toThrow(/device cannot be/)
  expect([sagellmPorts.SAGELLM_GATEWAY, sagellmPorts.SAGELLM_ENGINE_PORT]).toEqual([8889, 8902])
})

test('every KV error belongs to one category, and four may succeed later', () => {
  expect(Object.values(kvErrorCategories).flat().sort()).toEqual([...KVErrorCode.options].sort())
  expect(KVErrorCode.options.filter(isRetryableKVError)).toHaveLength(4)
})

describe('stream events', () => {
  const ids = { request_id: 'r', trace_id: 't', engine_id: 'e' }

  test('of today are told apart by their event name', () => {
    expect(readStreamEvent({ event: 'delta', ...ids, content: 'a', content_tokens: [7] })).toMatchObject({
      event: 'delta',
      contentTokens: [7],
    })
    expect(() => readStreamEvent({ event: 'delta', chunk: 'a', chunk_tokens: [7] })).toThrow(/request_id/)
    expect(() => readStreamEvent({ event: 'other' })).toThrow(/event/)
  })

  test('with the names before 0.5 come out as those of today', () => {
    const metrics = { ttft_ms: 1, throughput_tps: 1, peak_mem_mb: 1, error_rate: 0 }
    const old = (json: object) => readStreamEvent(json, 'before-0.5')
    expect(old({ event: 'delta', chunk: 'a', chunk_tokens: [7] })).toMatchObject({ content: 'a', contentTokens: [7] })
    expect(
      old({ event: 'end', output_text: 'ab', output_tokens: [7, 8], finish_reason: 'stop', metrics }),
    ).toMatchObject({ content: 'ab', outputTokens: [7, 8], promptTokens: null, error: null })
    expect(old({ event: 'error', error: { code: 'unavailable', message: 'gone' } })).toMatchObject({ event: 'error' })
    expect(old({ event: 'start', ...ids })).toMatchObject({ event: 'start', engineId: 'e' })
  })
})
