import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecords } from './support/read-records.js'
import { runProgram, startReferenceEngine } from './support/start-program.js'

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>
const small = ['--prompt-tokens', '16', '--output-tokens', '4', '--quiet', '--seed', '3']

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-failures-'))
  engine = await startReferenceEngine(['--decode-step-ms', '1', '--fault', 'server-error:0.3'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const run = (url: string, folder: string, ...flags: string[]) =>
  runProgram(['run', '--backend-url', url, '--output', folder, ...small, ...flags], { cwd })

describe('a server that fails three of ten requests', () => {
  test('ends the command with 1, and every report lists the failures with its words', async () => {
    const { code, stdout, stderr } = await run(
      engine.url,
      'some',
      '--concurrency',
      '2',
      '--num-prompts',
      '60',
      '--html',
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/error rate above 10 % .*--max-error-rate.*: custom \d/)
    expect(stdout).toMatch(/! FAILURES: \d+ of 60 requests of custom failed/)
    expect(stdout).toMatch(/custom failed: server_error \d+ \(.*500/)
    const report = await readFile(join(cwd, 'some/REPORT.md'), 'utf8')
    expect(report).toMatch(/> \[!WARNING\]\n> FAILURES/)
    expect(report).toMatch(/\| custom \| server\\?_error \| \d+ \| .*500/)
    expect(await readFile(join(cwd, 'some/report.html'), 'utf8')).toMatch(/FAILURES: \d+ of 60 requests/)
  })

  test('is a gate where a limit was stated, and fine where the limit allows it', async () => {
    const load = ['--concurrency', '2', '--num-prompts', '30']
    expect((await run(engine.url, 'gate', ...load, '--max-error-rate', '0.05')).code).toBe(3)
    expect((await run(engine.url, 'allowed', ...load, '--max-error-rate', '0.9')).code).toBe(0)
  })
})

/** A server that answers some requests, and then is gone. */
async function startMortalServer(answers: number): Promise<{ readonly url: string; readonly server: Server }> {
  let left = answers
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/models')) return void response.end('{"object":"list","data":[{"id":"m"}]}')
    if (request.method !== 'POST') return void response.writeHead(404).end()
    request.resume()
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`${chunk({ content: 'a b c d' }, null)}${chunk({}, 'length')}data: [DONE]\n\n`)
    left -= 1
    if (left > 0) return
    server.close()
    response.on('close', () => server.closeAllConnections())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server }
}

test('a dead server does not use up a run: it ends after so many failures, and says so', async () => {
  const { url, server } = await startMortalServer(6)
  const flags = ['--concurrency', '2', '--num-prompts', '5000', '--stop-after-errors', '8']
  const { code, stdout } = await run(url, 'dead', ...flags)
  server.close()
  expect(code).toBe(1)
  expect(stdout).toContain('STOPPED: so many requests failed one after another')
  expect(stdout).toMatch(/custom failed: connect_failed \d+ \(.*ECONNREFUSED/)
  const records = await readRecords(join(cwd, 'dead'))
  expect(records.length).toBeLessThan(30)
  expect(records.some(({ flags }) => flags.includes('paused_after_refusal'))).toBe(true)
})
