import { expect, test } from 'vitest'
import { notHttp, notHttpRemedy } from './not-http.js'
import { proxyRefusal } from './proxy-refusal.js'
import { tlsRemedy } from './tls-remedy.js'

const coded = (code: string, message = code) => Object.assign(new Error(message), { code })

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed.*--ca-file/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /self-signed.*--ca-file/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /authority.*not known.*--ca-file/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /authority.*not known.*--ca-file/],
  ['CERT_HAS_EXPIRED', /expired.*clock/],
  ['CERT_NOT_YET_VALID', /not valid yet.*clocks/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /http:\/\//],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', /http:\/\//],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /--cert-file/],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', /--cert-file/],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /--cert-file/],
  ['ERR_OSSL_EVP_BAD_DECRYPT', /password/],
])('%s has its own remedy, also as the cause of another error', (code, remedy) => {
  expect(tlsRemedy(coded(code))).toMatch(remedy)
  expect(tlsRemedy(new TypeError('fetch failed', { cause: coded(code) }))).toMatch(remedy)
})

test('a handshake that Node calls EPROTO is recognised by the words of OpenSSL', () => {
  const words = 'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:354:'
  expect(tlsRemedy(coded('EPROTO', words))).toMatch(/http:\/\//)
})

test('what is no failure of TLS has no remedy of its own', () => {
  expect(tlsRemedy(coded('ECONNREFUSED'))).toBeNull()
})

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

test.each([
  ['\x15\x03\x01\x00\x02\x02\x46', /https:\/\//],
  ['SSH-2.0-OpenSSH_9.6\r\n', /another kind of server/],
  ['-ERR unknown command\r\n', /another kind of server/],
])('%j is no HTTP', (text, remedy) => {
  expect(notHttp(bytes(text), text.length)?.remedy).toMatch(remedy)
  expect(notHttpRemedy(Object.assign(coded('HPE_INVALID_CONSTANT'), { data: text }))).toMatch(remedy)
})

test('the first letters of HTTP may be HTTP', () => {
  expect(notHttp(bytes('H'), 1)).toBeNull()
  expect(notHttpRemedy(Object.assign(coded('HPE_INVALID_CONSTANT'), { data: 'HTTX' }))).toBeNull()
})

test('a proxy that opens no tunnel is recognised by its status', () => {
  const refusal = (status: number) =>
    proxyRefusal(coded('UND_ERR_ABORTED', `Proxy response (${status}) !== 200 when HTTP Tunneling`))
  expect(refusal(407)).toMatchObject({
    message: expect.stringContaining('407'),
    remedy: expect.stringContaining('USER'),
  })
  expect(refusal(502)).toMatchObject({ message: expect.stringContaining('502'), remedy: null })
  expect(proxyRefusal(coded('UND_ERR_ABORTED', 'aborted'))).toBeNull()
})
