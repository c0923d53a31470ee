import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startForwardProxy } from '../support/fronts.js'
import { readRecords } from '../support/read-records.js'
import { runInProcess } from '../support/run-in-process.js'
import { caseFolder, runAgainst, serveCase } from './run-case.js'
import { answer } from './scripted-server.js'

// What lies between client and server: a proxy, a certificate. By the built program, because a
// bundle may lose a part of a transport that the library has.

const fixture = (name: string) => readFile(join(import.meta.dirname, '../fixtures', name), 'utf8')
const few = ['--num-prompts', '1', '--concurrency', '1', '--warmup', '0', '--output-tokens', '10']
const run = (url: string, ...flags: string[]) => [
  'run',
  '--backend-url',
  url,
  '--quiet',
  '--output',
  'out',
  ...few,
  ...flags,
]

/** For the transports, which look into the environment of their process. */
function useProxy(address: string): void {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy']) vi.stubEnv(name, address)
  for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '')
  onTestFinished(() => void vi.unstubAllEnvs())
}

test.each(['raw', 'undici'])('a proxy of the environment is used, over %s', async (transport) => {
  const server = await serveCase({ streams: [answer()] })
  const proxy = await startForwardProxy(server.port)
  useProxy(`http://127.0.0.1:${proxy.port}`)
  const { code, stderr } = await runInProcess(run('http://gpu-1.test:8000/v1', '--transport', transport), {
    cwd: await caseFolder(),
  })
  await proxy.close()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(proxy.seen).toContain('POST gpu-1.test:8000')
  expect(server.streams).toHaveLength(1)
})

test('a proxy that demands a password is named, and NO_PROXY goes around it', async () => {
  const server = await serveCase({ streams: [answer()] })
  const proxy = await startForwardProxy(server.port, { authorization: 'Basic x' })
  onTestFinished(() => proxy.close())
  useProxy(`http://127.0.0.1:${proxy.port}`)
  for (const url of ['http://gpu-1.test:8000/v1', 'https://gpu-1.test/v1']) {
    const { code, stderr } = await runInProcess([...run(url), '--server-wait', '60'], {
      cwd: await caseFolder(),
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/407.*proxy demands.*HTTPS?_PROXY/s)
  }
  const before = proxy.seen.length
  vi.stubEnv('NO_PROXY', '.test')
  const around = await runInProcess([...run('http://gpu-1.test:8000/v1'), '--server-wait', '0'], {
    cwd: await caseFolder(),
  })
  expect(around.stderr).toContain('gpu-1.test')
  expect(proxy.seen).toHaveLength(before)
})

describe('a certificate that nobody signed', () => {
  const serve = async () =>
    serveCase({
      streams: [answer()],
      tls: { key: await fixture('test-only-key.pem'), cert: await fixture('test-only-certificate.pem') },
    })

  test('is an error at once, which names the ways out', async () => {
    const server = await serve()
    const startedAt = Date.now()
    const { code, stderr } = await runAgainst(server.url, ['--num-prompts', '1', '--server-wait', '600'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/certificate.*--ca-file.*--insecure/)
    expect(Date.now() - startedAt).toBeLessThan(120_000)
  })

  test.each(['raw', 'undici'])('is measured with --insecure over %s, and the result says so', async (transport) => {
    const server = await serve()
    const cwd = await caseFolder()
    const { code, stdout } = await runInProcess(run(server.url, '--insecure', '--transport', transport), { cwd })
    expect(code).toBe(0)
    expect((await readRecords(join(cwd, 'out')))[0]?.flags).toContain('tls_unverified')
    expect(stdout).toContain('The certificate of the server was not checked')
  })
})

test('plain HTTP under https is named', async () => {
  const server = await serveCase({})
  const { code, stderr } = await runAgainst(server.url.replace('http:', 'https:'), ['--num-prompts', '1'])
  expect(code).toBe(1)
  expect(stderr).toContain('on this port: write http:// instead of https://')
})
