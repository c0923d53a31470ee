import { expect, test } from 'vitest'
import { classifyTransportError, describeError } from './classify-transport-error.js'

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

test.each([
  ['ECONNREFUSED', false, 'connect_failed'],
  ['ENOTFOUND', false, 'connect_failed'],
  ['ECONNRESET', true, 'connection_reset'],
  ['EPIPE', true, 'connection_reset'],
  ['UND_ERR_CONNECT_TIMEOUT', false, 'connect_timeout'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'tls_failed'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'tls_failed'],
  ['CERT_HAS_EXPIRED', false, 'tls_failed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, 'tls_failed'],
  ['HPE_INVALID_CONSTANT', true, 'malformed_response'],
  ['UND_ERR_HEADERS_OVERFLOW', true, 'response_too_large'],
  ['UND_ERR_HEADERS_TIMEOUT', true, 'first_token_timeout'],
  ['UND_ERR_BODY_TIMEOUT', true, 'inter_token_timeout'],
])('%s (connected: %s) is %s, also as the cause of another error', (code, connected, errorClass) => {
  expect(classifyTransportError(coded(code), connected)).toBe(errorClass)
  expect(classifyTransportError(new TypeError('fetch failed', { cause: coded(code) }), connected)).toBe(errorClass)
})

test('a message names its code once, and a failure of several addresses names them all', () => {
  expect(describeError(coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'))).toBe(
    'connect ECONNREFUSED 127.0.0.1:1',
  )
  expect(describeError(coded('EPIPE', 'broken'))).toBe('EPIPE: broken')
  const both = new AggregateError(
    [coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1'), coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1')],
    '',
  )
  expect(describeError(both)).toBe('connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1')
  expect(describeError('text')).toBe('text')
})
