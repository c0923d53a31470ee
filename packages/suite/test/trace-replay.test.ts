import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord, RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'
import { run, type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { readTraceFile } from '@sagellm-benchmark/suite/files'
import { idealPrefixHits } from '@sagellm-benchmark/workloads/traces'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Tokens a block of the engine's cache. */
const cacheBlock = 16

let folder: string
let engine: Served
/** Another seed a run: none finds what the one before it left in the cache. */
let seed = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-replay-'))
  const speed = { decodeStepMs: 0.1, prefillTokensPerSecond: 1e7, noiseCv: 0 }
  const memory = { maxModelLen: 16_384, kvBlocks: 20_000, kvBlockSize: cacheBlock }
  engine = await serveSimulated({ ...speed, ...memory }, { dialect: 'vllm', reportCachedTokens: true })
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** Conversations that grow, one that begins alike and goes on otherwise, a repeated prompt, ends of blocks that are not full. */
const chains = [[1], [1, 2, 3], [1, 2, 3, 4], [1, 2, 9], [7, 8], [1, 2, 3, 4], [7, 8, 10, 11], [12], [1, 2]]
const files = {
  mooncake: lines(
    chains.map((hash_ids, at) => ({
      timestamp: at * 5,
      input_length: hash_ids.length * 512 - (at % 3) * 100,
      output_length: 2 + at,
      hash_ids,
    })),
  ),
  bailian: lines(
    chains.map((hash_ids, at) => ({
      chat_id: at,
      parent_chat_id: -1,
      timestamp: at / 200,
      input_length: hash_ids.length * 16,
      output_length: 2 + at,
      type: 'text',
      turn: 1,
      hash_ids: hash_ids.map((id) => id + 2 ** 40),
    })),
  ),
}

async function replay(format: keyof typeof files, target: object, load: object) {
  const path = join(folder, `${format}.jsonl`)
  await writeFile(path, files[format])
  const warned: string[] = []
  const plan: RunPlanInput = {
    target: { kind: 'endpoint', url: engine.url, ...target },
    warmup: { requests: 1 },
    seed: (seed += 1),
    workloads: [
      {
        name: 'w',
        source: 'trace',
        sourceOptions: { path },
        promptTokens: 1,
        outputTokens: 1,
        requests: chains.length,
        load: load as RunPlanInput['workloads'][number]['load'],
      },
    ],
  }
  const output = join(folder, 'out')
  await run(plan, { output, tokenCache: false, warn: (text) => void warned.push(text) })
  const records = (await readFile(join(output, 'records.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line): RequestRecord => requestRecordLine.parse(JSON.parse(line), 'records.jsonl'))
    .filter(({ phase }) => phase === 'measured')
    .sort((a, b) => a.index - b.index)
  return { records, trace: await readTraceFile({ path }), warned }
}

const oneByOne = { kind: 'closed', concurrency: 1 }

describe.each(['mooncake', 'bailian'] as const)('%s', (format) => {
  const wanted = chains.map((ids, at) => (format === 'mooncake' ? ids.length * 512 - (at % 3) * 100 : ids.length * 16))

  test('the server reads the lengths of the file, and finds exactly as much in its cache as the ideal says', async () => {
    const { records, trace, warned } = await replay(format, { api: 'completions' }, oneByOne)
    expect(records.map(({ errorClass }) => errorClass)).toEqual(chains.map(() => null))
    expect(records.map(({ promptTokens }) => promptTokens)).toEqual(wanted)
    expect(records.map(({ requestedPromptTokens }) => requestedPromptTokens)).toEqual(wanted)
    expect(records.map(({ outputTokens }) => outputTokens)).toEqual(chains.map((_, at) => 2 + at))
    const ideal = idealPrefixHits(trace, { cacheBlock })
    expect(records.map(({ usage }) => usage?.cachedTokens)).toEqual(ideal.cachedTokens)
    expect(ideal.hitRate).toBeGreaterThan(0.3)
    expect(warned.join(' ')).toContain(`is read as a ${format} trace`)
  }, 60_000)

  test('as messages too, but for the end of a message, which the template writes and no longer prompt repeats', async () => {
    const { records, trace } = await replay(format, { api: 'chat' }, oneByOne)
    expect(records.map(({ promptTokens }) => promptTokens)).toEqual(wanted)
    for (const [at, ideal] of idealPrefixHits(trace, { cacheBlock }).cachedTokens.entries())
      expect([ideal, ideal - cacheBlock]).toContain(records[at]?.usage?.cachedTokens)
  }, 60_000)
})

test('requests are due when the file says, from its first on', async () => {
  const { trace } = await replay('mooncake', {}, oneByOne)
  const load = { kind: 'trace', arrivalsMs: [...trace.arrivalsMs], timeScale: 2 }
  const { records } = await replay('mooncake', {}, load)
  const start = records[0]?.scheduledAt ?? 0
  expect(records.map(({ scheduledAt }) => Math.round(scheduledAt - start))).toEqual(chains.map((_, at) => at * 10))
}, 60_000)
