import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TargetPlan } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { endpointOptions } from './endpoint-options.js'

const folder = mkdtempSync(join(tmpdir(), 'endpoint-options-'))
const pem = (name: string, kind: string) => {
  const file = join(folder, name)
  writeFileSync(file, `-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----\n`)
  return file
}
const plain = join(folder, 'plain.txt')
writeFileSync(plain, 'hello')
const target = (fields: object) =>
  TargetPlan.parse({ kind: 'endpoint', url: 'https://127.0.0.1:1/v1', ...fields }) as Extract<
    TargetPlan,
    { kind: 'endpoint' }
  >

test('certificates are read from their files, and the password of a key from the environment', () => {
  const certFile = pem('c.pem', 'CERTIFICATE')
  const keyFile = pem('k.pem', 'ENCRYPTED PRIVATE KEY')
  const env = { SAGELLM_BENCHMARK_KEY_PASSWORD: 'open sesame' }
  const options = endpointOptions(target({ caFile: certFile, certFile, keyFile }), { env })
  expect(options.ca).toContain('BEGIN CERTIFICATE')
  expect(options.clientCertificate).toMatchObject({ passphrase: 'open sesame' })
  expect(() => endpointOptions(target({ certFile, keyFile }), { env: {} })).toThrow(/is encrypted/)
})

test('one file may hold certificate and key', () => {
  const both = join(folder, 'both.pem')
  writeFileSync(both, '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n')
  expect(endpointOptions(target({ certFile: both }), { env: {} }).clientCertificate?.key).toContain('PRIVATE KEY')
})

test('without flags nothing is shown to the server', () => {
  expect(endpointOptions(target({}), { env: {} })).toMatchObject({
    ca: null,
    clientCertificate: null,
    keepAlive: true,
    insecure: false,
  })
})

test.each([
  [{ caFile: '/not/there.pem' }, /caFile .*cannot be read/],
  [{ caFile: plain }, /caFile .* no certificate/],
  [{ keyFile: pem('key.pem', 'PRIVATE KEY') }, /certFile/],
  [{ certFile: pem('cert.pem', 'CERTIFICATE') }, /keyFile/],
])('%o is refused, naming the file', (fields, message) => {
  expect(() => endpointOptions(target(fields), { env: {} })).toThrow(message)
})
