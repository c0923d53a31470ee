import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { readTraceFile } from '@sagellm-benchmark/suite/files'
import { sessionFormats } from '@sagellm-benchmark/workloads/sessions'
import { traceFormats } from '@sagellm-benchmark/workloads/traces'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type FormatFile, writeFormatFiles } from './support/format-files.js'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
import { type SessionFormatFile, writeSessionFormatFiles } from './support/session-format-files.js'
import { foundByTexts, watchEngine } from './support/watched-engine.js'

/** Tokens a block of the engine's cache: small, so that short conversations fill some. */
const kvBlockSize = 4

let cwd: string
let files: ReadonlyMap<string, FormatFile>
let sessionFiles: ReadonlyMap<string, SessionFormatFile>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-formats-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  files = await writeFormatFiles(cwd)
  sessionFiles = await writeSessionFormatFiles(cwd)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(cwd, { recursive: true, force: true })
})

type MeasuredLine = Line & { readonly usage: { readonly cached_tokens: number | null } | null }
type Fidelity = {
  readonly verdict: string
  readonly reasons: readonly string[]
  readonly requests_asked: number
  readonly requests_answered: number
  readonly input: { readonly compared: number; readonly exact: number }
  readonly prefixes: { readonly ideal_hit_share: number; readonly measured_hit_share: number } | null
}

/** A run against an engine that has seen nothing yet, one request after the other, with what the engine got and found. */
async function replay(folder: string, ...flags: string[]) {
  const engine = createReferenceEngine({ decodeStepMs: 1, kvBlockSize })
  const { watched, requests } = watchEngine(engine)
  const server = await startEngineServer({ engine: watched, dialect: 'vllm', reportCachedTokens: true })
  try {
    const args = ['run', '--backend-url', `${server.url}/v1`, '--endpoint', 'completions', '--output', folder]
    // One thread less to start for each format; what is sent is the same.
    const quiet = ['--quiet', '--warmup', '0', '--no-calibration', '--seed', '7', '--load-threads', '0']
    const ended = await runInProcess([...args, ...quiet, ...flags], { cwd })
    const measured = ((await readRecords(join(cwd, folder))) as MeasuredLine[]).sort((a, b) => a.start_at - b.start_at)
    const summary = await readFile(join(cwd, folder, 'benchmark_summary.json'), 'utf8').catch(() => '{"workloads":{}}')
    const [figures = {}] = Object.values(JSON.parse(summary).workloads) as { readonly fidelity?: Fidelity }[]
    return { ...ended, measured, fidelity: figures.fidelity as Fidelity, requests }
  } finally {
    await server.close()
    await engine.close()
  }
}

type As = 'trace' | 'data set' | 'sessions'

/** The formats whose files say which prompts begin alike, or hold conversations: their replays must be found in a cache. */
const shares: Readonly<Record<As, readonly string[]>> = {
  trace: ['mooncake', 'bailian', 'timed_trace'],
  // Rows are read for their prompts and lengths; block ids name prompts here too.
  'data set': ['mooncake', 'bailian', 'timed_trace', 'longbench'],
  sessions: sessionFormats.map(({ name }) => name),
}
const table: readonly (readonly [As, string])[] = [
  ...traceFormats.filter(({ times }) => times !== 'never').map(({ name }) => ['trace', name] as const),
  ...traceFormats.filter(({ name }) => name !== 'times').map(({ name }) => ['data set', name] as const),
  ...sessionFormats.map(({ name }) => ['sessions', name] as const),
]

function flagsOf(as: As, name: string): string[] {
  if (as === 'sessions')
    return ['--session-file', (sessionFiles.get(name) as SessionFormatFile).path, '--concurrent-sessions', '1']
  const { path, named } = files.get(name) as FormatFile
  if (as === 'trace')
    return [
      ...['--trace', path, ...(named ? ['--trace-format', name] : []), '--max-concurrency', '1'],
      ...(name === 'servegen' ? ['--time-scale', '0.0001'] : []),
    ]
  return ['--dataset-path', path, ...(named ? ['--dataset', name] : []), '--num-prompts', '3', '--concurrency', '1']
}

test('there is a file of every format', () => {
  expect([...files.keys()].sort()).toEqual(traceFormats.map(({ name }) => name).sort())
  expect([...sessionFiles.keys()].sort()).toEqual(sessionFormats.map(({ name }) => name).sort())
})

describe('a file made from its list of fields is replayed, certified, and found in the cache as its texts say', () => {
  test.each(table)('as a %s: %s', async (as, name) => {
    const { code, stderr, measured, fidelity, requests } = await replay(`${as}-${name}`, ...flagsOf(as, name))
    expect(code, stderr).toBe(0)
    expect(stderr).not.toContain('passed over')

    // Of lateness, which is the machine's that runs the test, nothing is asked.
    const reasons = fidelity.reasons.filter((reason) => !/after their time|pauses were|were stretched by/.test(reason))
    expect(reasons).toEqual([])
    if (fidelity.reasons.length === 0) expect(fidelity.verdict).toBe('valid')
    expect(fidelity.requests_answered).toBe(fidelity.requests_asked)
    expect(fidelity.requests_answered).toBe(measured.length)
    if (as !== 'sessions') expect(fidelity.input).toMatchObject({ compared: measured.length, exact: measured.length })

    const found = measured.map(({ usage }) => usage?.cached_tokens ?? 0)
    // Before them the engine was asked what it is; its cache knows those requests too.
    const ideal = requests.slice(-measured.length).map((each) => foundByTexts(each, kvBlockSize))
    for (const [at, { least, most }] of ideal.entries()) {
      expect(found[at]).toBeGreaterThanOrEqual(least)
      expect(found[at]).toBeLessThanOrEqual(most)
    }
    if (shares[as].includes(name)) expect(found.reduce((sum, tokens) => sum + tokens, 0)).toBeGreaterThan(0)
    if (as === 'trace' && shares.trace.includes(name))
      expect(fidelity.prefixes?.measured_hit_share).toBe(fidelity.prefixes?.ideal_hit_share)
  })
})

describe('what a file says of its requests is what is sent', () => {
  const sets = table.flatMap(([as, name]) => (as === 'data set' ? [name] : []))
  test.each(sets)('%s: prompts and lengths', async (name) => {
    const file = files.get(name) as FormatFile
    const read = await readTraceFile({ path: join(cwd, file.path), use: 'prompts', format: file.named ? name : null })
    expect(read.format).toBe(name)
    expect(read.reading.passedOver).toEqual([])
    const found = read.arrivalsMs.map((_, at) => read.request(at))
    expect(found.map(({ messages }) => messages?.at(-1)?.content ?? null)).toEqual(file.prompts)
    if (file.inputTokens) expect(found.map(({ inputTokens }) => inputTokens)).toEqual(file.inputTokens)
    if (file.outputTokens) expect(found.map(({ outputTokens }) => outputTokens)).toEqual(file.outputTokens)

    const measured = (await readRecords(join(cwd, `data set-${name}`))).sort((a, b) => a.index - b.index)
    if (file.inputTokens) expect(measured.map((each) => each.prompt_tokens)).toEqual(file.inputTokens)
    if (file.outputTokens) expect(measured.map((each) => each.output_tokens)).toEqual(file.outputTokens)
  })

  const traces = table.flatMap(([as, name]) => (as === 'trace' ? [name] : []))
  test.each(traces)('%s: times and lengths', async (name) => {
    const file = files.get(name) as FormatFile
    const measured = (await readRecords(join(cwd, `trace-${name}`))).sort((a, b) => a.index - b.index)
    const first = measured[0]?.scheduled_at ?? 0
    if (file.arrivalsMs) expect(measured.map((each) => Math.round(each.scheduled_at - first))).toEqual(file.arrivalsMs)
    if (file.inputTokens) expect(measured.map((each) => each.prompt_tokens)).toEqual(file.inputTokens)
    if (file.outputTokens) expect(measured.map((each) => each.output_tokens)).toEqual(file.outputTokens)
  })

  test('a data set without times is refused as a trace, with the flag to use', async () => {
    const { code, stderr } = await replay('none', '--trace', 'sharegpt.json')
    expect(code).toBe(2)
    expect(stderr).toContain('--dataset-path')
  })
})

test("a request of a folder of AIPerf's random_pool is one entry of each file, and all are drawn", async () => {
  await mkdir(join(cwd, 'pools'))
  const pool = (field: object[]) => field.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  const named = (name: string, content: string) => ({ texts: [{ name, contents: [content] }] })
  const queries = ['Who are you?', 'What is new?', 'Where is it?', 'When was it?']
  const passages = ['A cat sat down.', 'A dog ran off.']
  const picture = { text: 'Seen.', image: 'a.png' }
  await writeFile(join(cwd, 'pools/a.jsonl'), pool(queries.map((text) => named('query', text))))
  await writeFile(join(cwd, 'pools/b.jsonl'), pool(passages.map((text) => ({ text }))))

  const read = await readTraceFile({ path: join(cwd, 'pools'), use: 'prompts' })
  expect(read.format).toBe('single_turn')
  const prompts = read.arrivalsMs.map((_, at) => String(read.request(at).messages?.[0]?.content).split('\n'))
  expect(prompts.map(([query]) => query).sort()).toEqual([...queries].sort())
  expect(prompts.map(([, passage]) => passage).sort()).toEqual([...passages, ...passages].sort())

  const flags = ['--dataset', 'random_pool', '--dataset-path', 'pools', '--num-prompts', '6', '--concurrency', '1']
  const { code, stderr, measured } = await replay('pool', ...flags, '--output-tokens', '4')
  expect(code, stderr).toBe(0)
  expect(measured).toHaveLength(6)

  await writeFile(join(cwd, 'pools/c.jsonl'), pool([picture]))
  await expect(readTraceFile({ path: join(cwd, 'pools'), use: 'prompts' })).rejects.toThrow(/only texts/)
})
