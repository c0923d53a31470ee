import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RequestRecord, RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { requestRecordLine } from '@sagellm-benchmark/protocol-types/artifacts'
import { run, type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { readTraceFile } from '@sagellm-benchmark/suite/files'
import { idealPrefixHits, sizedPrefixHits } from '@sagellm-benchmark/workloads/traces'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Tokens a block of the engine's cache. */
const cacheBlock = 16
/** Blocks of a cache that cannot hold all that the traces ask for. */
const fewBlocks = 200

let folder: string
let engine: Served
let small: Served
/** Another seed a run: none finds what the one before it left in the cache. */
let seed = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-replay-'))
  const speed = { decodeStepMs: 0.1, prefillTokensPerSecond: 1e7, noiseCv: 0 }
  const memory = { maxModelLen: 16_384, kvBlockSize: cacheBlock }
  const manner = { dialect: 'vllm', reportCachedTokens: true }
  engine = await serveSimulated({ ...speed, ...memory, kvBlocks: 20_000 }, manner)
  small = await serveSimulated({ ...speed, ...memory, kvBlocks: fewBlocks }, manner)
})
afterAll(async () => {
  await engine.close()
  await small.close()
  await rm(folder, { recursive: true, force: true })
})

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/** Conversations that grow, one that begins alike and goes on otherwise, a repeated prompt, ends of blocks that are not full. */
const chains = [[1], [1, 2, 3], [1, 2, 3, 4], [1, 2, 9], [7, 8], [1, 2, 3, 4], [7, 8, 10, 11], [12], [1, 2]]
/** Lengths of a trace with blocks of 512 tokens. */
const long = chains.map((ids, at) => ids.length * 512 - (at % 3) * 100)
const outputs = chains.map((_, at) => 2 + at)
const second = (at: number) => `2023-11-16 18:15:4${at}.0000000`

/** A file of each format that says what its requests are, the lengths that it asks for, and options that it needs. */
const samples: Readonly<Record<string, { text: string; lengths: readonly number[]; options?: object }>> = {
  mooncake: {
    lengths: long,
    text: lines(
      chains.map((hash_ids, at) => ({
        timestamp: at * 5,
        input_length: long[at],
        output_length: outputs[at],
        hash_ids,
      })),
    ),
  },
  bailian: {
    lengths: chains.map((ids) => ids.length * 16),
    text: lines(
      chains.map((hash_ids, at) => ({
        chat_id: at,
        parent_chat_id: -1,
        timestamp: at / 200,
        input_length: hash_ids.length * 16,
        output_length: outputs[at],
        type: 'text',
        turn: 1,
        hash_ids: hash_ids.map((id) => id + 2 ** 40),
      })),
    ),
  },
  timed_trace: {
    lengths: long,
    options: { labels: { timestamp: 't', inputLength: 'in', outputLength: 'out', hashIds: 'ids', unitMs: 1000 } },
    text: lines(chains.map((ids, at) => ({ t: at / 200, in: long[at], out: outputs[at], ids }))),
  },
  azure_llm: {
    lengths: long,
    text: ['TIMESTAMP,ContextTokens,GeneratedTokens', ...long.map((n, at) => `${second(at)},${n},${outputs[at]}`)].join(
      '\n',
    ),
  },
  burstgpt: {
    lengths: long,
    text: [
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
      ...long.map((n, at) => `${at},ChatGPT,${n},${outputs[at]},${n + (outputs[at] ?? 0)},API log`),
      '99,ChatGPT,7,0,7,API log',
    ].join('\n'),
  },
}

type Replay = {
  readonly load?: object
  readonly api?: string
  readonly served?: Served
  readonly more?: object
  /** In place of that of the format's sample. */
  readonly file?: string
}

async function replay(
  format: string,
  { load = oneByOne, api = 'completions', served = engine, more, file }: Replay = {},
) {
  const { text, options } = samples[format] as (typeof samples)[string]
  const path = join(folder, `${format}.txt`)
  await writeFile(path, file ?? text)
  const warned: string[] = []
  const plan: RunPlanInput = {
    target: { kind: 'endpoint', url: served.url, api: api as 'chat' },
    warmup: { requests: 1 },
    seed: (seed += 1),
    workloads: [
      {
        name: 'w',
        source: 'trace',
        sourceOptions: { path, ...options, ...more },
        promptTokens: 1,
        outputTokens: 1,
        requests: chains.length,
        load: load as RunPlanInput['workloads'][number]['load'],
      },
    ],
  }
  const output = join(folder, 'out')
  const outcome = await run(plan, { output, tokenCache: false, warn: (sentence) => void warned.push(sentence) })
  const records = (await readFile(join(output, 'records.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line): RequestRecord => requestRecordLine.parse(JSON.parse(line), 'records.jsonl'))
    .filter(({ phase }) => phase === 'measured')
    .sort((a, b) => a.index - b.index)
  const report = await readFile(join(output, 'REPORT.md'), 'utf8')
  const fidelity = outcome.workloads[0]?.metrics.fidelity
  return { records, trace: await readTraceFile({ path, ...options }), warned, fidelity, report }
}

const oneByOne = { kind: 'closed', concurrency: 1 }
const cachedIn = (records: readonly RequestRecord[]) => records.map(({ usage }) => usage?.cachedTokens)
const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0)

describe.each(Object.keys(samples))('%s', (format) => {
  const { lengths } = samples[format] as (typeof samples)[string]

  test('is replayed as it stands: lengths are read, and exactly the ideal is found in the cache', async () => {
    const { records, trace, warned, fidelity, report } = await replay(format)
    expect(records.map(({ errorClass }) => errorClass)).toEqual(chains.map(() => null))
    expect(records.map(({ promptTokens }) => promptTokens)).toEqual(lengths)
    expect(records.map(({ requestedPromptTokens }) => requestedPromptTokens)).toEqual(lengths)
    expect(records.map(({ outputTokens }) => outputTokens)).toEqual(outputs)
    const ideal = idealPrefixHits(trace, { cacheBlock })
    expect(cachedIn(records)).toEqual(ideal.cachedTokens)
    // Without ids no two prompts share a block.
    if (trace.blockSize !== null) expect(ideal.hitRate).toBeGreaterThan(0.3)
    else expect(ideal.hitRate).toBe(0)
    expect(warned.join(' ')).toContain(`is read as a ${format} trace`)

    const exact = { compared: 9, exact: 9, missed: 0 }
    expect(fidelity).toMatchObject({
      verdict: 'valid',
      reasons: [],
      requestsAsked: 9,
      requestsAnswered: 9,
      arrivals: null,
      input: { ...exact, asked: sum(lengths) / 9, sent: sum(lengths) / 9, reached: sum(lengths) / 9 },
      output: exact,
      prefixes: { cacheBlock, idealHitShare: ideal.hitRate, measuredHitShare: ideal.hitRate, measuredFrom: 'usage' },
    })
    expect(fidelity?.rows).toMatchObject({ format, replayed: 9 })
    expect(report).toContain('Fidelity of the replay: w is valid')
  })

  test('finds what a cache of the size that the server tells can find, and that is told beside it', async () => {
    const { records, trace, fidelity } = await replay(format, { served: small })
    const cacheTokens = fewBlocks * cacheBlock
    const sized = sizedPrefixHits(trace, { cacheTokens, cacheBlock })
    expect(cachedIn(records)).toEqual(sized)
    const idealHitShare = sum(sized) / sum(lengths)
    expect(fidelity?.prefixes?.sized).toEqual({ cacheTokens, source: 'server', idealHitShare })
  })
})

test.each([0, 1])(
  'of a trace that mixes texts and ids, each row is sent as it says, and no ideal is claimed, whatever its first row is: %i',
  async (texts) => {
    const rows = chains.map((hash_ids, at) =>
      at % 2 === texts
        ? { timestamp: at, text_input: `Tell me a story of ${at} words.`, output_length: 2 }
        : { timestamp: at, input_length: long[at], output_length: 2, hash_ids },
    )
    const { records, fidelity } = await replay('mooncake', { file: lines(rows) })
    expect(records.map(({ errorClass }) => errorClass)).toEqual(chains.map(() => null))
    const ofIds = (_: unknown, at: number) => at % 2 !== texts
    expect(records.filter(ofIds).map(({ promptTokens }) => promptTokens)).toEqual(long.filter(ofIds))
    expect(fidelity).toMatchObject({ verdict: 'valid', prefixes: null })
  },
)

test('a cache that is too small finds less than the ideal: the test above tells two things apart', async () => {
  const { trace } = await replay('mooncake')
  const few = sizedPrefixHits(trace, { cacheTokens: fewBlocks * cacheBlock, cacheBlock })
  expect(sum(few)).toBeLessThan(sum(idealPrefixHits(trace, { cacheBlock }).cachedTokens))
  expect(sum(few)).toBeGreaterThan(0)
})

test.each(['mooncake', 'bailian'])(
  '%s as messages misses at most the end of a message, which the template writes',
  async (format) => {
    const { records, trace } = await replay(format, { api: 'chat' })
    expect(records.map(({ promptTokens }) => promptTokens)).toEqual(samples[format]?.lengths)
    for (const [at, ideal] of idealPrefixHits(trace, { cacheBlock }).cachedTokens.entries())
      expect([ideal, ideal - cacheBlock]).toContain(records[at]?.usage?.cachedTokens)
  },
  60_000,
)

test('requests are due when the file says, from its first on; arrivals and their stretching are told', async () => {
  const { trace } = await replay('mooncake')
  const load = { kind: 'trace', arrivalsMs: [...trace.arrivalsMs], timeScale: 2 }
  const { records, fidelity, warned } = await replay('mooncake', { load, api: 'chat' })
  const start = records[0]?.scheduledAt ?? 0
  expect(records.map(({ scheduledAt }) => Math.round(scheduledAt - start))).toEqual(chains.map((_, at) => at * 10))
  expect(fidelity?.arrivals).toMatchObject({ timeScaleAsked: 2, timeScaleReached: null, waited: 0 })
  expect(fidelity?.arrivals?.error.maxMs).toBeGreaterThanOrEqual(fidelity?.arrivals?.error.p50Ms ?? Number.NaN)
  expect(warned).toContain('The replay of w takes 0.08 s to its last request.')
})

test('a row that was passed over is counted, and the size of the cache can be given', async () => {
  const { fidelity } = await replay('burstgpt', { more: { cacheTokens: 4096 } })
  expect(fidelity?.rows).toMatchObject({ rows: 10, replayed: 9, passedOver: [{ rows: 1 }] })
  expect(fidelity?.prefixes?.sized).toMatchObject({ cacheTokens: 4096, source: 'flag' })
})

test('a replay whose last arrival is days off is refused before anything is sent', async () => {
  const load = { kind: 'trace', arrivalsMs: [...chains.slice(1).map((_, at) => at), 25 * 86_400_000] }
  await expect(replay('mooncake', { load })).rejects.toThrow(/last request of w is due after 25 days/)
})
