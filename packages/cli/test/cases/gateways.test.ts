import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startForwardProxy } from '../support/fronts.js'
import { runProgram } from '../support/start-program.js'
import { caseFolder, runAgainst, serveCase } from './run-case.js'
import { answer } from './scripted-server.js'

// What lies between client and server: a proxy, a certificate, the limits of the client's own machine. By the built program, because a
// bundle may lose a part of a transport that the library has.

const fixture = (name: string) => readFile(join(import.meta.dirname, '../fixtures', name), 'utf8')
const few = ['--num-prompts', '1', '--concurrency', '1', '--warmup', '0', '--output-tokens', '10', '--server-wait', '5']
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

test.each(['raw', 'undici'])('a proxy of the environment is used, over %s', async (transport) => {
  const server = await serveCase({ streams: [answer()] })
  const proxy = await startForwardProxy(server.port)
  const address = `http://127.0.0.1:${proxy.port}`
  const { code, stderr } = await runProgram(run('http://gpu-1.test:8000/v1', '--transport', transport), {
    cwd: await caseFolder(),
    env: { HTTP_PROXY: address, http_proxy: address, NO_PROXY: '', no_proxy: '' },
  })
  await proxy.close()
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(proxy.seen.length).toBeGreaterThan(0)
  expect(server.streams).toHaveLength(1)
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
    const { code, stdout } = await runProgram(run(server.url, '--insecure', '--transport', transport), {
      cwd: await caseFolder(),
    })
    expect(code).toBe(0)
    expect(stdout).toContain('The certificate of the server was not checked')
  })
})

test('plain HTTP under https is named', async () => {
  const server = await serveCase({})
  const { code, stderr } = await runAgainst(server.url.replace('http:', 'https:'), ['--num-prompts', '1'])
  expect(code).toBe(1)
  expect(stderr).toContain('on this port: write http:// instead of https://')
})

test.skipIf(process.platform === 'win32')('a limit of open files is named, with what to do', async () => {
  const server = await serveCase({ streams: [answer()] })
  const cwd = await caseFolder()
  const bin = resolve(import.meta.dirname, '../../dist/bin.js')
  const words = ['run', '--backend-url', server.url, '--num-prompts', '100', '--concurrency', '100', '--warmup', '0']
  const command = `ulimit -n 60 && exec "$0" "$@"`
  const args = ['-c', command, process.execPath, bin, ...words, '--quiet', '--output-tokens', '5', '--output', 'out']
  const { code, said } = await new Promise<{ code: number; said: string }>((ended) => {
    execFile('sh', args, { cwd }, (error, stdout, stderr) =>
      ended({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    )
  })
  expect(code).toBe(1)
  expect(said).toMatch(/limit of open files.*ulimit -n/)
})
