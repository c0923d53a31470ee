import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
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

const here = (...args: string[]) => runInProcess(args, { cwd, env: process.env })
const words = (url: string, folder: string, ...flags: string[]) => [
  ...['run', '--backend-url', url, '--output', folder, ...small, ...flags],
]
const run = (url: string, folder: string, ...flags: string[]) => here(...words(url, folder, ...flags))

describe('a server that fails three of ten requests', () => {
  test('ends the command with 1, and every report lists the failures with its words', async () => {
    const load = ['--concurrency', '2', '--num-prompts', '60', '--html']
    const { code, stdout, stderr } = await runProgram(words(engine.url, 'some', ...load), { cwd })
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

describe('the same flags mean the same in every command that measures a server', () => {
  const scenario = ['--max-output-tokens', '4', '--max-seq-len', '64', '--quiet', '--seed', '3', '--rounds', '2']
  const compare = () => ['compare', '--target', `a=${engine.url}`, '--target', `b=${engine.url}`, ...scenario]
  const perf = () => ['perf', '--type', 'e2e', '--backend-url', engine.url, '--scenario', 'short', ...scenario]

  test.each([
    ['perf', 'perf.json', perf],
    ['compare', 'cmp', compare],
  ] as const)('%s fails above 10 %%, and a stated limit is a gate', async (name, place, command) => {
    const out = name === 'perf' ? ['--output-json', place, '--output-markdown', `${place}.md`] : ['--output-dir', place]
    const load = ['--concurrency', '2', '--num-prompts', '24']
    const usual = await here(...command(), ...load, ...out)
    expect([usual.code, usual.stderr]).toEqual([1, expect.stringMatching(/error rate above 10 % .*--max-error-rate/)])
    const gate = await here(...command(), ...load, ...out, '--max-error-rate', '0.02')
    expect([gate.code, gate.stderr]).toEqual([3, expect.stringMatching(/error rate above 2 %/)])
  })

  test('perf under a closed loop names its load in row and report', async () => {
    const flags = ['--concurrency', '2', '--num-prompts', '8', '--max-error-rate', '1', '--output-json', 'loop.json']
    await here(...perf(), ...flags, '--output-markdown', 'loop.md')
    const file = JSON.parse(await readFile(join(cwd, 'loop.json'), 'utf8'))
    expect(file.rows).toMatchObject([{ scenario: 'short_2_streams', batch_size: null, load: '2 streams' }])
    expect(await readFile(join(cwd, 'loop.md'), 'utf8')).toMatch(/\| 2 streams \|/)
  })
})

test('a comparison gives a target up that answers nothing any more', async () => {
  const [good, gone] = [await startMortalServer(10_000), await startMortalServer(6)]
  const flags = ['--concurrency', '2', '--num-prompts', '16', '--rounds', '12', '--stop-after-errors', '8']
  const targets = ['--target', `good=${good.url}`, '--target', `gone=${gone.url}`]
  const small = ['--max-output-tokens', '4', '--max-seq-len', '64', '--quiet', '--output-dir', 'gone']
  const { code, stdout } = await here('compare', ...targets, ...flags, ...small)
  for (const { server } of [good, gone]) server.close()
  expect(code).toBe(1)
  expect(stdout).toMatch(/answered none of the last 8 requests/)
  const records = await readRecords(join(cwd, 'gone'))
  expect(records.filter(({ target }) => target === 'gone').length).toBeLessThan(60)
})
