import { expect, test } from 'vitest'
import { refusedRequest } from './request-guards.js'

const get = (headers: Record<string, string>, boundTo = '127.0.0.1') =>
  refusedRequest({ method: 'GET', headers }, boundTo)?.kind ?? null
const post = (headers: Record<string, string>) =>
  refusedRequest({ method: 'POST', headers: { 'content-length': '2', ...headers } }, '127.0.0.1')?.kind ?? null

test.each(['127.0.0.1:8000', 'localhost:8000', 'LOCALHOST', '[::1]:8000', '127.0.0.53'])(
  '%s is a name of this machine',
  (host) => {
    expect(get({ host })).toBeNull()
  },
)

test.each(['evil.example', 'localhost.evil.example:8000', '127.0.0.1.evil.example', '10.0.0.7:8000', 'a b', ''])(
  '%j is none, so that its page reads nothing',
  (host) => {
    expect(get({ host })).toBe('forbidden')
  },
)

test('a server that other machines reach has names that it does not know', () => {
  expect(get({ host: 'engine:8000', origin: 'http://ui.example' }, '0.0.0.0')).toBeNull()
})

test('a page of another origin is refused, one of this machine is not', () => {
  expect(get({ host: 'localhost', origin: 'https://evil.example' })).toBe('forbidden')
  expect(get({ host: 'localhost', origin: 'null' })).toBe('forbidden')
  expect(get({ host: 'localhost', origin: 'http://localhost:5173' })).toBeNull()
})

test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/ld+json'])(
  'a body of %s is read',
  (type) => {
    expect(post({ 'content-type': type })).toBeNull()
  },
)

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonx',
  '',
])('a body of %j, which any page can send, is not', (type) => {
  expect(post({ 'content-type': type })).toBe('unsupported_media_type')
})

test('a body without a type is not read, and without a body there is nothing to have one', () => {
  expect(post({})).toBe('unsupported_media_type')
  expect(post({ 'content-length': '0' })).toBeNull()
})
