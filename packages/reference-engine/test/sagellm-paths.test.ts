import { readFile } from 'node:fs/promises'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { afterEach, describe, expect, test } from 'vitest'
import type { SimulatorInput } from '../src/index.js'
import { serve, type Served, jsonOf } from './served.js'

let served: Served | null = null
afterEach(async () => {
  await served?.close()
  served = null
})

/** The words that convergence profiles search for, by the path they show. */
const words = {
  shared: /shared_batched_stream_worker|cross_request_batching|SharedStreamBatchStart/,
  paged: /paged_attention|paged:implementation|native-ascend/,
  fallback: /torch-fallback/,
  tables: /block_tables|slot_mapping|context_lens/,
}

async function pathsSeen(simulator: SimulatorInput, requests = 3): Promise<Record<keyof typeof words, boolean>[]> {
  served = await answerTogether(simulator, requests, 60)
  const log = served.logged.join('\n')
  const info = JSON.stringify(await jsonOf(await served.get('/info')))
  await served.close()
  served = null
  return [log, info].map(
    (text) =>
      Object.fromEntries(Object.entries(words).map(([path, pattern]) => [path, pattern.test(text)])) as Record<
        keyof typeof words,
        boolean
      >,
  )
}

/**
 * A server that has answered `requests` chats, all of which were with it before its first step ended: its engine's time
 * stands still until they are, however slowly this machine sends them.
 */
async function answerTogether(simulator: SimulatorInput, requests: number, tokens: number): Promise<Served> {
  const clock = virtualClock()
  const server = await serve('sagellm', { simulator: { ...simulator, clock } })
  const answers = Promise.all(Array.from({ length: requests }, () => server.whole({ max_tokens: tokens })))
  let answered = false
  void answers.finally(() => {
    answered = true
  })
  const present = () => server.engine.telemetry().requestsRunning + server.engine.telemetry().requestsWaiting
  await expect.poll(present).toBe(requests)
  while (!answered) await clock.advance(1000)
  await answers
  return server
}

describe('log and /info show a path when, and only when, it was taken', () => {
  test.each<[string, SimulatorInput, number, Record<keyof typeof words, boolean>]>([
    ['everything', {}, 3, { shared: true, paged: true, fallback: false, tables: true }],
    ['one request alone', {}, 1, { shared: false, paged: true, fallback: false, tables: true }],
    ['no shared stream', { sharedStream: false }, 3, { shared: false, paged: true, fallback: false, tables: true }],
    [
      'the fallback',
      { attentionPath: 'torch-fallback' },
      3,
      { shared: true, paged: false, fallback: true, tables: true },
    ],
    ['no block tables', { blockTables: false }, 3, { shared: true, paged: true, fallback: false, tables: false }],
    ['no pages', { attentionPath: 'contiguous' }, 3, { shared: true, paged: false, fallback: false, tables: false }],
  ])('%s', async (_, simulator, requests, wanted) => {
    const [log, info] = await pathsSeen(simulator, requests)
    expect(log).toEqual(wanted)
    // /info tells the shared stream by its batch sizes, not by words.
    expect(info?.fallback).toBe(wanted.fallback)
    expect(info?.tables).toBe(wanted.tables)
  })

  test('a server that served nothing shows nothing', async () => {
    const [log, info] = await pathsSeen({}, 0)
    const nothing = { paged: false, fallback: false, tables: false }
    expect(log).toEqual({ ...nothing, shared: false })
    // /info names the shared stream's counters also while they are 0.
    expect(info).toMatchObject(nothing)
  })
})

test('the step telemetry of /info is that of the steps that ran', async () => {
  served = await serve('sagellm', { simulator: { attentionPath: 'native-ascend' } })
  await Promise.all([served.whole({ max_tokens: 30 }), served.whole({ max_tokens: 30 })])
  const info = await jsonOf(await served.get('/info'))
  expect(info).toMatchObject({
    model: 'reference-tiny',
    model_path: 'reference-tiny',
    max_model_len: 512,
    simulated: true,
  })

  const { explicit_decode: decode, decode_runtime_diagnostics: diagnostics } = info.performance_mainline
  const steps: Record<string, unknown>[] = decode.step_telemetry
  const { decodeStepsTotal } = served.engine.telemetry()
  expect(steps).toHaveLength(decodeStepsTotal)
  for (const field of decode.step_telemetry_stable_fields) expect(steps[0]).toHaveProperty(field)
  expect(steps.every((step) => step.selected_implementation === 'native-ascend' && step.block_tables === true)).toBe(
    true,
  )
  expect(steps.reduce((sum, step) => sum + (step.emitted_tokens as number), 0)).toBe(2 * 29)
  expect(diagnostics.summary).toMatchObject({
    attention_selected_implementation: 'native-ascend',
    attention_hit: decodeStepsTotal,
    attention_fallback: 0,
    adjacent_hit: null,
  })
})

test('the counters of /info are sageLLM’s own, and grow only with what ran', async () => {
  const counters = async (simulator: SimulatorInput, requests: number) => {
    served = await answerTogether(simulator, requests, 30)
    const { performance_mainline: mainline } = await jsonOf(await served.get('/info'))
    const { decodeStepsTotal: steps } = served.engine.telemetry()
    await served.close()
    served = null
    return { ...mainline.shared_stream, ...mainline.attention_diagnostics_summary, steps }
  }
  const together = await counters({ attentionPath: 'native-ascend' }, 2)
  expect(together).toMatchObject({
    ...{ cohorts_total: together.steps, total_requests: 2, paths_observed: ['native-ascend'] },
    ...{ paged_decode_calls: together.steps, block_table_calls: together.steps },
  })
  expect(together.batched_cohorts_total).toBeGreaterThan(0)
  expect(await counters({ attentionPath: 'contiguous', sharedStream: false }, 2)).toMatchObject({
    ...{ batched_cohorts_total: 0, total_requests: 2, paged_decode_calls: 0, block_table_calls: 0 },
  })
})

test('an unbroken batch logs its path once, and again when the batch changes', async () => {
  served = await serve('sagellm')
  await served.whole({ max_tokens: 30 })
  const lines = () => served?.logged.filter((line) => line.includes('paged_attention')).length
  expect(lines()).toBe(1)
  await served.whole({ max_tokens: 30 })
  expect(lines()).toBe(2)
})

describe('special routes of other engines', () => {
  test('SGLang answers 200 to a refused flush, and only the text says so', async () => {
    served = await serve('sglang', { simulator: { decodeStepMs: 1000 } })
    const running = served.stream({ max_tokens: 100 })
    await expect.poll(() => served?.engine.telemetry().requestsRunning).toBe(1)
    const refused = await served.post('/flush_cache', {})
    expect([refused.status, await refused.text()]).toEqual([200, expect.stringContaining('not flushed')])
    await served.server.close()
    await running.catch(() => {})
    await expect.poll(() => served?.engine.telemetry().requestsRunning).toBe(0)
  })

  test('TensorRT-LLM gives each iteration once', async () => {
    served = await serve('trtllm')
    await served.whole({ max_tokens: 8 })
    const iterations = await jsonOf(await served.get('/metrics'))
    expect(iterations).toHaveLength(7)
    expect(iterations[0]).toMatchObject({ iter: 0, numActiveRequests: 1 })
    expect(await jsonOf(await served.get('/metrics'))).toEqual([])
  })

  test('vLLM resets its prefix cache', async () => {
    served = await serve('vllm', { server: { reportCachedTokens: true } })
    const long = { messages: [{ role: 'user', content: ' water'.repeat(40) }], max_tokens: 2 }
    await served.whole(long)
    expect((await served.whole(long)).usage.prompt_tokens_details).toEqual({ cached_tokens: 32 })
    expect((await served.post('/reset_prefix_cache', {})).status).toBe(200)
    expect((await served.whole(long)).usage.prompt_tokens_details).toEqual({ cached_tokens: 0 })
  })

  test.each([
    ['vllm', '/version', 'version'],
    ['vllm', '/load', 'server_load'],
    ['sglang', '/get_server_info', 'internal_states'],
    ['sglang', '/server_info', 'context_length'],
    ['lmdeploy', '/is_sleeping', 'is_sleeping'],
    ['tgi', '/info', 'max_total_tokens'],
    ['trtllm', '/version', 'version'],
    ['ollama', '/api/version', 'version'],
    ['ollama', '/api/tags', 'models'],
    ['llamacpp', '/props', 'default_generation_settings.n_ctx'],
  ])('%s has %s', async (dialect, path, field) => {
    served = await serve(dialect)
    expect(await jsonOf(await served.get(path))).toHaveProperty(field)
  })

  test.each([
    ['vllm', '/info'],
    ['sglang', '/version'],
    ['lmdeploy', '/info'],
    ['ollama', '/metrics'],
    ['ollama', '/health'],
    ['llamacpp', '/version'],
  ])('%s has no %s', async (dialect, path) => {
    served = await serve(dialect)
    expect((await served.get(path)).status).toBe(404)
  })
})

test('the hop report has the gateway’s form: answers in one piece alone, and zeros before the first', async () => {
  const recorded = JSON.parse(
    await readFile(
      new URL('../../probes/test/fixtures/sagellm-gateway-0.5.4.14.hops-empty.json', import.meta.url),
      'utf8',
    ),
  ) as object
  served = await serve('sagellm', { simulator: { decodeStepMs: 2 } })
  const report = async () => jsonOf(await (served as Served).get('/v1/management/hop-report'))
  expect(await report()).toEqual(recorded)
  await served.stream({ max_tokens: 4 })
  expect(await report()).toEqual(recorded)
  for (const tokens of [2, 4, 8]) await served.whole({ max_tokens: tokens })
  const page = (await report()) as Record<string, Record<string, number>>
  expect(Object.keys(page)).toEqual(Object.keys(recorded))
  expect(page.count).toBe(3)
  expect(page.engine_ms?.p50).toBeGreaterThanOrEqual(6)
  expect(page.engine_ms?.p99).toBeGreaterThanOrEqual(page.engine_ms?.p50 as number)
})
