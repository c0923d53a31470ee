import { expect, test } from 'vitest'
import { z } from 'zod'
import { endpointFromOptions, secretHeaders } from './target-from-options.js'
import { targetOptions } from './target-options.js'

const options = (flags: object = {}) => z.object(targetOptions).parse(flags)
const endpoint = (flags: object = {}, url = 'http://127.0.0.1:8000/v1/') =>
  endpointFromOptions({ url, model: null }, options(flags))

test('flags that nobody gave mean what a plan means without them', () => {
  expect(endpoint()).toEqual({
    kind: 'endpoint',
    label: 'endpoint',
    url: 'http://127.0.0.1:8000/v1',
    model: null,
    api: 'chat',
    transport: 'auto',
    dialect: 'auto',
    headers: {},
    query: {},
    extraBody: {},
    keepAlive: true,
    chunkProof: null,
    connectionsAhead: null,
    loadThreads: null,
    caFile: null,
    insecure: false,
    certFile: null,
    keyFile: null,
    tokenizer: null,
    serverWaitSeconds: 30,
    maxAnswerMemoryMb: 512,
    usagePerChunk: false,
    readyCheck: true,
    traceId: null,
    modelUnlisted: false,
    fieldChanges: {},
    unixSocket: null,
    replicas: [],
    balance: 'round_robin',
    sessionHeaders: ['X-Session-ID', 'X-Correlation-ID'],
  })
})

test('a header with a secret is sent but never part of the plan', () => {
  const flags = {
    header: ['X-Team: a', 'Authorization=Bearer abc', 'X-Auth=abc', 'X-Mine: abc', 'User-Agent=sk-12345678'],
  }
  expect(endpoint(flags).headers).toEqual({ 'X-Team': 'a' })
  expect(secretHeaders(options(flags))).toEqual({
    Authorization: 'Bearer abc',
    'X-Auth': 'abc',
    'X-Mine': 'abc',
    'User-Agent': 'sk-12345678',
  })
})

test.each(['chat', '/v1/chat/completions', 'v1/chat/completions'])('--endpoint %s is chat', (text) => {
  expect(endpoint({ endpoint: text }).api).toBe('chat')
})

test.each([
  { endpoint: 'native', dialect: 'sagellm' },
  { dialect: 'sagellm-native' },
  { endpoint: 'v1/completions/stream', dialect: 'sagellm-native' },
])('%j is the Protocol of a sageLLM engine', (flags) => {
  expect(endpoint(flags)).toMatchObject({ api: 'native', dialect: 'sagellm' })
})

test('a target with a client of its own is reached so, whatever the API of the others', () => {
  const flags = options({ endpoint: 'completions' })
  const address = { url: 'http://h', model: null }
  expect(endpointFromOptions({ ...address, client: 'sagellm-native' }, flags)).toMatchObject({ api: 'native' })
  expect(endpointFromOptions({ ...address, client: 'vllm' }, flags)).toMatchObject({
    api: 'completions',
    dialect: 'vllm',
  })
  expect(() => endpoint({ endpoint: 'completions', dialect: 'sagellm-native' })).toThrow(/--endpoint/)
})

test('an address or a body that cannot be used is refused, naming the flag', () => {
  expect(() => endpoint({}, 'ftp://here')).toThrow(/--backend-url/)
  expect(() => endpoint({}, 'http://h/v1/chat/completions')).toThrow(/--backend-url ends with a route/)
  expect(() => endpoint({}, 'http://me:secret@here/v1')).toThrow(/^(?!.*secret).*holds a password/)
  expect(() => endpoint({ extraBody: '[1]' })).toThrow(/--extra-body/)
  expect(() => endpoint({ endpoint: 'images' })).toThrow(/--endpoint/)
})
