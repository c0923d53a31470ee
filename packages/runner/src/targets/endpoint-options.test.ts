import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TargetPlan } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { endpointOptions } from './endpoint-options.js'

const folder = mkdtempSync(join(tmpdir(), 'endpoint-options-'))
const pem = (name: string, kind: string) => {
  const file = join(folder, name)
  writeFileSync(file, `-----BEGIN ${kind}-----\nAAAA\n-----END ${kind}-----\n`)
  return file
}
// The test certificate of the client, with its key.
const fixture = (name: string) => fileURLToPath(new URL(`../../../clients/test/fixtures/${name}`, import.meta.url))
const certFile = fixture('test-only-certificate.pem')
const key = readFileSync(fixture('test-only-key.pem'), 'utf8')
const password = (text: string) => ({ SAGELLM_BENCHMARK_KEY_PASSWORD: text })
function encrypted(): string {
  const file = join(folder, 'encrypted.pem')
  const form = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' } as const
  writeFileSync(file, createPrivateKey(key).export(form))
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
  const keyFile = encrypted()
  const options = endpointOptions(target({ caFile: certFile, certFile, keyFile }), { env: password('open sesame') })
  expect(options.ca).toContain('BEGIN CERTIFICATE')
  expect(options.clientCertificate).toMatchObject({ passphrase: 'open sesame' })
  const without = (env: object) => () => endpointOptions(target({ certFile, keyFile }), { env: { ...env } })
  expect(without({})).toThrow(/is encrypted/)
  expect(without(password('wrong'))).toThrow(/cannot be used/)
})

test('one file may hold certificate and key', () => {
  const both = join(folder, 'both.pem')
  writeFileSync(both, readFileSync(certFile, 'utf8') + key)
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
  [{ caFile: '/not/there.pem' }, /cannot read caFile/],
  [{ caFile: plain }, /caFile .* no certificate/],
  [{ keyFile: pem('key.pem', 'PRIVATE KEY') }, /certFile/],
  [{ certFile: pem('cert.pem', 'CERTIFICATE') }, /keyFile/],
])('%o is refused, naming the file', (fields, message) => {
  expect(() => endpointOptions(target(fields), { env: {} })).toThrow(message)
})
