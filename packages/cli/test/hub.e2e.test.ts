import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

const rows = [20, 24].map((tokens, at) => ({ timestamp: 10 * at, input_length: tokens, output_length: 3 }))
const trace = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const sessions = rows.map((row, at) => `${JSON.stringify({ ...row, session_id: `s${at}` })}\n`).join('')
const files: Readonly<Record<string, string>> = {
  '/datasets/owner/set/resolve/main/trace.jsonl': trace,
  '/datasets/owner/set/resolve/main/sessions.jsonl': sessions,
}

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let hub: Server
let cwd: string
let env: Record<string, string>
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-hub-'))
  hub = createServer(({ url }, response) => {
    const content = files[url ?? '']
    if (content === undefined) return void response.writeHead(404).end()
    const etag = createHash('sha256').update(content).digest('hex')
    response.writeHead(200, { 'content-length': Buffer.byteLength(content), 'x-linked-etag': `"${etag}"` }).end(content)
  })
  await new Promise<void>((ready) => hub.listen(0, '127.0.0.1', ready))
  const cache = join(cwd, 'cache')
  env = { XDG_CACHE_HOME: cache, HF_ENDPOINT: `http://127.0.0.1:${(hub.address() as AddressInfo).port}` }
  vi.stubEnv('XDG_CACHE_HOME', cache)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  hub.closeAllConnections()
  await new Promise((ended) => hub.close(ended))
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

const run = (...flags: string[]) => {
  const words = ['run', '--backend-url', `${server.url}/v1`, '--endpoint', 'completions', '--quiet', '--warmup', '0']
  return runInProcess([...words, '--no-calibration', ...flags], { cwd, env })
}

test.each([
  ['--trace', 'trace.jsonl'],
  ['--session-file', 'sessions.jsonl'],
])('%s takes a file of a hub, and says what it was checked by', async (flag, file) => {
  const { code, stderr } = await run(flag, `hf://owner/set/${file}`, '--output', file)
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/hf:\/\/owner\/set\/.* is fetched to .*its sha256 is that of the hub/)
  const lengths = (await readRecords(join(cwd, file))).map(({ prompt_tokens }) => prompt_tokens)
  expect(lengths.sort()).toEqual([20, 24])
})

test('a file that the hub does not have is named, and nothing is measured', async () => {
  const { code, stderr } = await run('--trace', 'hf://owner/set/nothing.jsonl')
  expect(code).not.toBe(0)
  expect(stderr).toContain('owner/set has no file nothing.jsonl')
})
