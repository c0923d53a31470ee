import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
const longer = Array.from(
  { length: 12 },
  (_, at) => `${JSON.stringify({ timestamp: 5 * at, input_length: 20, output_length: 3 })}\n`,
).join('')
const prompts = Array.from({ length: 8 }, (_, at) => `Why is the sky blue at ${at}?`)
  .map((prompt) => `${JSON.stringify({ prompt })}\n`)
  .join('')
const workloads = [
  {
    ...{ name: 'set', source: 'file', source_options: { path: 'hf://owner/set/prompts.jsonl' } },
    ...{ prompt_tokens: 8, output_tokens: 3, requests: 2, load: { kind: 'closed', concurrency: 1 } },
  },
]
const files: Readonly<Record<string, string>> = {
  '/datasets/owner/set/resolve/main/prompts.jsonl': prompts,
  '/datasets/owner/set/resolve/main/workloads.json': JSON.stringify({ workloads }),
  '/datasets/owner/set/resolve/main/lengths.json': '{"prompt": {"8": 1}, "output": {"4": 1}}',
  '/datasets/owner/set/resolve/main/longer.jsonl': longer,
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

const reached = () => ['--endpoint', 'completions', '--quiet', '--no-calibration']
const endpoint = () => `${server.url}/v1`

test.each([
  [
    'compare --trace',
    'trace.jsonl',
    () => [
      'compare',
      '--self',
      '--target',
      `a=${endpoint()}`,
      '--trace',
      'hf://owner/set/trace.jsonl',
      '--rounds',
      '1',
      '--workload',
      'Q1',
      '--max-output-tokens',
      '4',
    ],
  ],
  [
    'compare --workload',
    'prompts.jsonl',
    () => [
      'compare',
      '--self',
      '--target',
      `a=${endpoint()}`,
      '--workload',
      'hf://owner/set/workloads.json',
      '--rounds',
      '1',
      '--concurrency',
      '1',
      '--num-prompts',
      '2',
    ],
  ],
  [
    'perf --trace',
    'longer.jsonl',
    () => [
      'perf',
      '--type',
      'e2e',
      '--backend-url',
      endpoint(),
      '--trace',
      'hf://owner/set/longer.jsonl',
      '--scenario',
      'short',
      '--rounds',
      '1',
      '--max-output-tokens',
      '4',
    ],
  ],
  [
    'sweep --dataset-path',
    'prompts.jsonl',
    () => [
      'sweep',
      '--backend-url',
      endpoint(),
      '--dataset-path',
      'hf://owner/set/prompts.jsonl',
      '--concurrency',
      '1,2',
      '--num-prompts',
      '2',
      '--osl',
      '3',
      '--warmup',
      '0',
      '--output',
      'swept',
      '--dry-run',
    ],
  ],
  [
    'run --workload-file',
    'workloads.json',
    () => [
      'run',
      '--backend-url',
      endpoint(),
      '--workload-file',
      'hf://owner/set/workloads.json',
      '--warmup',
      '0',
      '--output',
      'of-file',
    ],
  ],
  [
    'run --output-lengths',
    'lengths.json',
    () => [
      'run',
      '--backend-url',
      endpoint(),
      '--isl',
      '8',
      '--output-lengths',
      'hf://owner/set/lengths.json',
      '--num-prompts',
      '2',
      '--concurrency',
      '1',
      '--warmup',
      '0',
      '--output',
      'lengths',
    ],
  ],
  ['run --config', 'trace.jsonl', () => ['run', '--config', 'hub.yaml', '--output', 'of-config']],
])('%s takes a file of a hub too', async (_, file, words) => {
  await writeFile(join(cwd, 'hub.yaml'), `backend-url: ${endpoint()}\ntrace: hf://owner/set/trace.jsonl\nwarmup: 0\n`)
  const { code, stderr } = await runInProcess([...words(), ...reached()], { cwd, env })
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(new RegExp(`hf://owner/set/${file} is (fetched to|taken from the cache)`))
})

test('the plan of a run names the file of the hub and no place in a cache, so that it is the same elsewhere', async () => {
  const { stdout } = await run('--trace', 'hf://owner/set/trace.jsonl', '--dry-run')
  expect(JSON.parse(stdout).workloads[0].source_options.path).toBe('hf://owner/set/trace.jsonl')
})

test('a file that the hub does not have is named, and nothing is measured', async () => {
  const { code, stderr } = await run('--trace', 'hf://owner/set/nothing.jsonl')
  expect(code).not.toBe(0)
  expect(stderr).toContain('owner/set has no file nothing.jsonl')
})
