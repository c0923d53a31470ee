import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, perf, run } from '@sagellm-benchmark/suite'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { afterEach, expect, test } from 'vitest'
import { endpointAt } from './engines.js'
import { type Asked, type SagellmBehaviour, startSagellm, wordsInChunks } from './sagellm-server.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const TOKENS = 12
const ofLoad = ({ tokens }: Asked) => tokens === TOKENS

async function started(behaviour: SagellmBehaviour) {
  const server = await startSagellm(behaviour)
  const folder = await mkdtemp(join(tmpdir(), 'chunks-'))
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true, force: true }),
  )
  return { server, folder }
}
const json = async (...path: string[]) => JSON.parse(await readFile(join(...path), 'utf8'))

async function measure(behaviour: SagellmBehaviour, { concurrency = 2, requests = 8 } = {}) {
  const { server, folder } = await started(behaviour)
  const warned: string[] = []
  const load = { kind: 'closed', concurrency } as const
  const outcome = await run(
    {
      target: { kind: 'endpoint', url: server.url, serverWaitSeconds: 5 },
      workloads: [{ name: 'w', source: 'short_qa', promptTokens: 8, outputTokens: TOKENS, requests, load }],
      warmup: { requests: 0 },
    },
    { output: folder, warn: (text) => void warned.push(text) },
  )
  const metrics = outcome.workloads[0]?.metrics
  return { outcome, metrics, warned, server, folder, config: await json(folder, 'config.json') }
}

test('a server that sends one chunk a token is counted by them, and the proof stands in config.json', async () => {
  const { metrics, config } = await measure({})
  expect(metrics).toMatchObject({ successfulRequests: 8, totalOutputTokens: 8 * TOKENS })
  expect(metrics?.tokenCountSources).toEqual({ chunks_verified: 8 })
  expect(metrics?.avgTbtMs).toBeGreaterThan(0)
  expect(config.plan.target.chunk_proof).toEqual({ tokens: 16, chunks: 16, together: 2 })
})

test('one answer at its limit with fewer chunks takes the count from the whole run, those before it included', async () => {
  let streams = 0
  const { metrics, outcome } = await measure({
    finish: () => 'length',
    // The last two of eight.
    chunks: (asked) => wordsInChunks(asked, ofLoad(asked) && (streams += 1) > 6 ? 3 : 1),
  })
  expect(metrics).toMatchObject({ successfulRequests: 8, totalOutputTokens: null, outputThroughputTps: null })
  expect([metrics?.avgTbtMs, metrics?.avgTpotMs, metrics?.steadyOutputThroughputTps]).toEqual([null, null, null])
  expect(metrics?.avgTtftMs).toBeGreaterThan(0)
  expect(metrics?.flags).toContain('chunks_contradicted')
  expect(metrics?.tokenCountSources).toEqual({ chunks_unverified: 8 })
  expect(await readFile(join(outcome.folder, 'REPORT.md'), 'utf8')).toContain('CHUNKS ARE NO TOKENS')
})

test('a server that puts several tokens in a chunk under load is found out before the load', async () => {
  const { metrics, warned, outcome, config } = await measure(
    { chunks: (asked) => wordsInChunks(asked, asked.at > 2 ? 4 : 1) },
    { concurrency: 4 },
  )
  const words = 'of 4 at once 4 had 4 chunks for 16 tokens'
  expect(warned.join()).toContain(words)
  expect(outcome.summary.notices.join()).toContain(words)
  expect(metrics).toMatchObject({ totalOutputTokens: null, outputThroughputTps: null, avgTbtMs: null })
  expect(config.plan.target.chunk_proof).toBeNull()
})

test('perf takes the count from rows that were measured before the contradiction too', async () => {
  const { server, folder } = await started({
    finish: () => 'length',
    chunks: (asked) => wordsInChunks(asked, asked.tokens === TOKENS && asked.at > 14 ? 3 : 1),
  })
  const { file } = await perf(
    {
      kind: 'e2e',
      target: { kind: 'endpoint', url: server.url, serverWaitSeconds: 5 },
      scenarios: ['short'],
      batchSizes: [1, 4],
      maxOutputTokens: TOKENS,
      rounds: 2,
    },
    { cwd: folder, outputJson: 'perf.json', outputMarkdown: 'perf.md' },
  )
  const rows = file.kind === 'e2e' ? file.rows : []
  expect(rows).toHaveLength(2)
  for (const row of rows) {
    expect(row).toMatchObject({ failedRequests: 0, outputTokens: null, outputThroughputTps: null, tbtMs: null })
    expect(row.flags).toContain('chunks_contradicted')
  }
  const { learnt } = await json(folder, 'perf.json')
  expect(learnt).toEqual([{ model: 'tiny', field_changes: {}, chunk_proof: { tokens: 16, chunks: 16, together: 4 } }])
})

test('compare gives no verdict on tokens of a target that contradicted the proof, and its file holds what was learnt', async () => {
  let streams = 0
  const good = await started({ finish: () => 'length' })
  const bad = await started({
    finish: () => 'length',
    chunks: (asked) => wordsInChunks(asked, ofLoad(asked) && (streams += 1) > 9 ? 3 : 1),
  })
  const { comparison } = await compare(
    {
      plan: ComparisonPlan.parse({
        scenarios: [{ name: 'short', source: 'short_qa', promptTokens: 8, outputTokens: TOKENS }],
        batchSizes: [2],
        rounds: 6,
      }),
      targets: [endpointAt('good', good.server.url), endpointAt('bad', bad.server.url)],
    },
    { folder: good.folder },
  )
  expect(comparison?.targets.map(({ flags }) => flags.includes('chunks_contradicted'))).toEqual([false, true])
  const judged = comparison?.verdicts.filter(({ metric }) => /tbt|throughput_tps/.test(metric)) ?? []
  expect(judged.length).toBeGreaterThan(0)
  expect(judged.map(({ verdict }) => verdict)).toEqual(judged.map(() => 'inconclusive'))
  const { capture } = await json(good.folder, 'bad.json')
  expect(capture.learnt.chunk_proof).toEqual({ tokens: 16, chunks: 16, together: 2 })
  expect(capture.cells[0]).toMatchObject({ output_tokens: null, requests: 12, failed: 0 })
  for (const { figures } of capture.cells[0].rounds) expect(figures.avg_tbt_ms).toBeNull()
  expect((await json(good.folder, 'good.json')).capture.cells[0].output_tokens.mean).toBe(TOKENS)
})
