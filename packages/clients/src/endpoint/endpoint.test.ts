import { describe, expect, test } from 'vitest'
import { createEndpoint, type EndpointOptions } from './endpoint.js'

const at = (url: string, options: Partial<EndpointOptions> = {}) => createEndpoint({ url, env: {}, ...options })

describe('addresses', () => {
  test.each([
    ['http://host:8000', '/v1/models', '/health'],
    ['http://host:8000/', '/v1/models', '/health'],
    ['http://host:8000/v1', '/v1/models', '/health'],
    ['http://host:8000/v1/', '/v1/models', '/health'],
    ['https://host/gateway/v1', '/gateway/v1/models', '/gateway/health'],
    ['https://host/openai', '/openai/models', '/openai/health'],
  ])('%s: models at %s, health at %s', (url, models, health) => {
    const endpoint = at(url)
    expect([endpoint.pathOf('/models', 'base'), endpoint.pathOf('/health', 'root')]).toEqual([models, health])
  })

  test('query fields of the URL and of the options go with every request', () => {
    expect(at('http://h/v1?a=1', { query: { b: 'x y' } }).pathOf('/models', 'base')).toBe('/v1/models?a=1&b=x+y')
  })

  test.each(['host:8000', 'ftp://host', '/v1', ''])('%j is no address', (url) => {
    expect(() => at(url)).toThrow(/url/)
  })
})

describe('headers', () => {
  test('the key becomes a bearer token, over the user name of the URL, and a header of the user goes over both', () => {
    expect(at('http://h', { apiKey: 'k1' }).headers.authorization).toBe('Bearer k1')
    expect(at('http://me:pw@h').headers.authorization).toBe(`Basic ${btoa('me:pw')}`)
    expect(at('http://me:pw@h', { apiKey: 'k1' }).headers.authorization).toBe('Bearer k1')
    expect(at('http://h', { apiKey: 'k1', headers: { Authorization: 'Token t' } }).headers.authorization).toBe(
      'Token t',
    )
  })

  test.each([{ 'bad name': 'x' }, { 'x-key': 'secret\r\nhost: evil' }, { 'x-key': 'secret\u4e2d' }])(
    '%j cannot be sent, and the error hides the value',
    (headers) => {
      expect(() => at('http://h', { headers })).toThrow(/cannot be sent/)
      expect(() => at('http://h', { headers })).not.toThrow(/secret/)
    },
  )

  test.each(['Content-Length', 'transfer-encoding', 'Connection', 'x-request-id'])(
    '%s is the client\u2019s own',
    (name) => {
      expect(() => at('http://h', { headers: { [name]: '1' } })).toThrow(/cannot be sent/)
    },
  )
})

test('the fetch transport cannot be given an authority, so one is refused instead of ignored', () => {
  expect(() => at('https://h', { transport: 'fetch', ca: 'PEM' })).toThrow(/cannot be given certificates/)
})
