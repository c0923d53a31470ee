import { expect, test } from 'vitest'
import { createEndpoint } from './endpoint.js'
import { createRedactor } from './redact.js'

test('the key is removed as it is, escaped in JSON and encoded in a URL', () => {
  const redact = createRedactor({ apiKey: 'k/1"2' })
  expect(redact('k/1"2 and "k/1\\"2" and ?key=k%2F1%222')).toBe('[redacted] and "[redacted]" and ?key=[redacted]')
})

test.each([
  'Authorization',
  'proxy-authorization',
  'Cookie',
  'X-Api-Key',
  'x-goog-api-key',
  'Ocp-Apim-Subscription-Key',
  'x-auth',
  'X-Session-Token',
  'client-secret',
  'x-tenant',
])('the value of the header %s is a secret', (name) => {
  expect(createRedactor({ headers: { [name]: 'hush-hush' } })('said hush-hush')).toBe('said [redacted]')
})

test.each(['x-request-source', 'user-agent', 'accept', 'x-team'])('the value of the header %s is not', (name) => {
  expect(createRedactor({ headers: { [name]: 'plain-text' } })('said plain-text')).toBe('said plain-text')
})

test.each([
  ['a cookie', { Cookie: 'theme=dark; sid=Zq9vX2mT7p' }],
  ['the password of Basic credentials', { Authorization: `Basic ${btoa('user:Zq9vX2mT7p')}` }],
])('%s is a secret by itself too', (_what, headers) => {
  expect(createRedactor({ headers })('said Zq9vX2mT7p')).toBe('said [redacted]')
})

test('a token is removed with and without its scheme, a password of the URL too', () => {
  const redact = createRedactor({
    headers: { authorization: 'Bearer abcd1234' },
    url: new URL('http://me:s3cret@host/v1?api_key=zzzz9'),
  })
  expect(redact('abcd1234 s3cret zzzz9')).toBe('[redacted] [redacted] [redacted]')
})

test('a secret that contains another leaves nothing behind, and a placeholder tears no text apart', () => {
  expect(createRedactor({ apiKey: 'abcd', headers: { 'x-token': 'abcdef' } })('abcdef')).toBe('[redacted]')
  expect(createRedactor({ apiKey: 'x' })('mixed')).toBe('mixed')
})

test('the address that reports show has neither key nor password', () => {
  const { url } = createEndpoint({
    url: 'http://me:s3cret@host:8000/openai/v1/?api_key=zzzz9',
    apiKey: 'abcd',
    env: {},
  })
  expect(url).toBe('http://host:8000/openai/v1')
})
