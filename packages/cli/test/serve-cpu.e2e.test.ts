import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOpenAiClient } from '@sagellm-benchmark/clients'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRequest, besideReads } from './conformance/served.js'
import { runInProcess } from './support/run-in-process.js'
import { jsonOf, sampleOf, type ServerProcess, startServer } from './server-process.js'

let folder: string
let server: ServerProcess
let root: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-cpu-'))
  const args = ['serve-cpu', '--max-batch-size', '3', '--threads', '1', '--log-file', 'cpu.log']
  server = await startServer(args, folder)
  root = server.url.replace('/v1', '')
})
afterAll(async () => {
  server.process.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

const ask = (more: object) =>
  fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello' }], temperature: 0, ignore_eos: true, ...more }),
  })
const metrics = async () => (await fetch(`${root}/metrics`)).text()

test('says where it is, and what it is: real inference, not simulated, of random weights', async () => {
  expect(server.readyLine).toMatch(/ at http:\/\/127\.0\.0\.1:\d+\/v1/)
  expect(server.readyLine).not.toContain('SIMULATED')
  expect((await fetch(`${root}/health`)).status).toBe(200)
  const models = await fetch(`${server.url}/models`)
  expect(models.headers.get('x-simulated')).toBeNull()
  const info = await jsonOf(fetch(`${root}/info`))
  expect((await jsonOf(models)).data[0].id).toBe(info.model)
  expect(info).toMatchObject({ engine: 'backend-cpu', simulated: false, threads: 1, max_batch_size: 3 })
  expect(info.notice).toContain('random')
})

test('a stream and an answer in one piece bring the same text, and usage counts it', async () => {
  const whole = await jsonOf(ask({ max_tokens: 24 }))
  const body = await (await ask({ max_tokens: 24, stream: true, stream_options: { include_usage: true } })).text()
  const chunks = body
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)))
  const text = chunks.map(({ choices }) => choices[0]?.delta?.content ?? '').join('')
  expect(text).toBe(whole.choices[0].message.content)
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
  expect(whole.usage.completion_tokens).toBe(24)
})

test.each(['raw', 'undici', 'fetch'] as const)(
  'the client over %s keeps its text, counts and end',
  async (transport) => {
    const client = createOpenAiClient({ url: server.url, env: {}, transport })
    const planned = aRequest({
      maxTokens: 24,
      input: { kind: 'messages', messages: [{ role: 'user', content: 'Hello' }] },
    })
    const record = await client.send(planned, { keepText: true })
    const whole = await jsonOf(ask({ max_tokens: 24 }))
    expect(client.identity).toMatchObject({ engine: 'sagellm', simulated: false, model: whole.model })
    expect(record).toMatchObject({
      errorClass: null,
      outputText: whole.choices[0].message.content,
      promptTokens: whole.usage.prompt_tokens,
      outputTokens: 24,
      tokenCountSource: 'usage',
      finishReason: 'length',
      simulated: false,
    })
    expect(besideReads(record.flags)).toEqual([])
    expect(record.chunkCount).toBeGreaterThan(1)
    await client.close()
  },
)

test('requests that come together share steps, those beyond the batch wait, and the counters tell the truth', async () => {
  const before = await metrics()
  const answers = await Promise.all(
    Array.from({ length: 7 }, async () => (await jsonOf(ask({ max_tokens: 200 }))).usage),
  )
  const after = await metrics()
  const grown = (name: string) => (sampleOf(after, name) ?? 0) - (sampleOf(before, name) ?? 0)
  const sum = (field: string) => answers.reduce((total, usage) => total + usage[field], 0)

  expect(grown('sagellm:generation_tokens_total')).toBe(sum('completion_tokens'))
  expect(grown('sagellm:prompt_tokens_total')).toBe(sum('prompt_tokens'))
  expect(grown('sagellm:request_success_total')).toBe(7)
  expect(grown('sagellm:e2e_request_latency_seconds_count')).toBe(7)
  expect(grown('sagellm:decode_shared_steps_total')).toBeGreaterThan(0)
  // 7 x 200 tokens in steps of at most 3 sequences: at least 466 steps, far fewer than one by one.
  expect(grown('sagellm:decode_steps_total')).toBeGreaterThanOrEqual((7 * 199) / 3)
  expect(grown('sagellm:decode_steps_total')).toBeLessThan(7 * 199)
  expect(sampleOf(after, 'sagellm:num_requests_running')).toBe(0)
  expect(sampleOf(after, 'sagellm:num_requests_waiting')).toBe(0)
})

test('the log names the shared batches, and no paged path, which this engine does not have', async () => {
  const log = await readFile(join(folder, 'cpu.log'), 'utf8')
  expect(log).toContain('SharedStreamBatchStart')
  expect(log).not.toMatch(/SIMULATED|paged_attention|native-|torch-fallback|block_tables/)
})

test('a run against it measures real tokens, and stays unmarked', async () => {
  const words = ['run', '--backend-url', server.url, '--workload', 'Q5', '--output', 'out', '--quiet']
  const { code, stderr } = await runInProcess(words, { cwd: folder, env: process.env })
  expect(stderr).not.toMatch(/sagellm-benchmark:/)
  expect(code).toBe(0)
  const records = (await readFile(join(folder, 'out/records.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((record) => record.phase === 'measured')
  expect(records).toHaveLength(10)
  for (const record of records) {
    expect(record).toMatchObject({
      error_class: null,
      output_tokens: 64,
      token_count_source: 'usage',
      simulated: false,
      finish_reason: 'length',
    })
    expect(record.first_token_at).toBeGreaterThan(record.start_at)
  }
})

test('a trace of twenty agents with subagents that fits its window runs whole, at the lengths of the trace', async () => {
  const { max_model_len: window } = (await jsonOf(fetch(`${server.url}/models`))).data[0]
  const request = (hash_ids: number[], tokens: number) => ({
    type: 'n',
    t: 0,
    in: tokens,
    out: 3,
    hash_ids,
    think_time: 0,
  })
  const sessions = Array.from({ length: 20 }, (_, id) => ({
    ...{ id: `agent ${id}`, block_size: 16, hash_id_scope: 'local' },
    requests: [
      request([1, 2], 32),
      { type: 'subagent', t: 0, agent_id: 'finder', requests: [request([1, 5], 24)] },
      request([1, 2, 3], 40 + id),
    ],
  }))
  expect(window).toBeGreaterThanOrEqual(40 + 20 + 3)
  await writeFile(join(folder, 'agents.jsonl'), sessions.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const flags = ['--session-file', 'agents.jsonl', '--concurrent-sessions', '3', '--endpoint', 'completions']
  const quiet = ['--quiet', '--warmup', '0', '--no-calibration', '--output', 'agents']
  const ended = await runInProcess(['run', '--backend-url', server.url, ...flags, ...quiet], { cwd: folder })
  expect(ended.code, ended.stderr).toBe(0)
  const { sessions: figures } = JSON.parse(
    await readFile(join(folder, 'agents/benchmark_summary.json'), 'utf8'),
  ).workloads
  expect(figures.sessions).toMatchObject({ begun: 20, completed: 20, failed: 0, turns_planned: 60, turns_sent: 60 })
  expect(figures.fidelity.input).toMatchObject({ compared: 60, missed: 0 })
  expect(figures.fidelity.output).toMatchObject({ compared: 60, missed: 0 })
  expect(figures.fidelity.reasons.filter((reason: string) => !/after their time|pauses were/.test(reason))).toEqual([])
})

test('ends cleanly on SIGTERM, with a request in flight', async () => {
  const open = await ask({ max_tokens: 900, stream: true })
  expect((await server.stop('SIGTERM')).code).toBe(0)
  await open.text().catch(() => {})
  await expect(fetch(`${root}/health`)).rejects.toThrow()
})
