import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createReferenceEngine,
  type EngineServer,
  type ReferenceEngine,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

// Parts of a record, its pace, and its loops: the same flags for a trace and for a file of sessions.

let cwd: string
let engine: ReferenceEngine
let server: EngineServer
const row = (at: number, id: number) => ({ timestamp: at, input_length: 32, output_length: 2, hash_ids: [id] })
const begins = [0, 100, 200, 400, 600]

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-windows-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  engine = createReferenceEngine({ decodeStepMs: 1 })
  server = await startEngineServer({ engine, dialect: 'vllm', reportCachedTokens: true })
  const rows = begins.map((at, id) => row(at, id < 2 ? 1 : id))
  await writeFile(join(cwd, 'trace.jsonl'), rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
  const turns = begins.flatMap((at, id) => [
    { ...row(at, 10 * id), session_id: `s${id}` },
    { ...row(at, 10 * id + 1), timestamp: undefined, delay: 10, session_id: `s${id}` },
  ])
  await writeFile(join(cwd, 'sessions.jsonl'), turns.map((each) => `${JSON.stringify(each)}\n`).join(''))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

type MeasuredLine = Line & { readonly session: { readonly source_id: string; readonly place: number } | null }

async function run(folder: string, ...flags: string[]) {
  const words = ['run', '--backend-url', `${server.url}/v1`, '--endpoint', 'completions', '--output', folder, '--quiet']
  const ended = await runInProcess([...words, '--warmup', '0', '--no-calibration', ...flags], { cwd })
  const records = ((await readRecords(join(cwd, folder))) as MeasuredLine[]).sort((a, b) => a.index - b.index)
  const units = records.filter(({ session }) => session === null || session.place === 0)
  const first = units[0]?.scheduled_at ?? 0
  const summary = await readFile(join(cwd, folder, 'benchmark_summary.json'), 'utf8').catch(() => '{"workloads":{}}')
  const [figures] = Object.values(JSON.parse(summary).workloads) as {
    fidelity: { reasons: string[]; prefixes: { ideal_hit_share: number; measured_hit_share: number } }
  }[]
  return { ...ended, records, dueMs: units.map((each) => Math.round(each.scheduled_at - first)), figures }
}

const lateness = /after their time|pauses were/
const period = 600 + 600 / 4

describe.each([
  ['a trace', ['--trace', 'trace.jsonl'], 1],
  ['a file of sessions', ['--session-file', 'sessions.jsonl'], 2],
])('of %s', (_, file, requestsEach) => {
  const name = file[1] as string
  test('a window is replayed from its first one on', async () => {
    const { code, stderr, records, dueMs } = await run(
      `window-${name}`,
      ...file,
      '--trace-start',
      '0.1',
      '--trace-duration',
      '0.4',
    )
    expect(code, stderr).toBe(0)
    expect(dueMs).toEqual([0, 100, 300])
    expect(records).toHaveLength(3 * requestsEach)
    expect(stderr).toMatch(/2 (rows|of its sessions) (lie|begin) outside/)
  })

  test('--trace-rate stretches the begins to a mean rate', async () => {
    const { code, stderr, dueMs } = await run(`rate-${name}`, ...file, '--trace-rate', '10')
    expect(code, stderr).toBe(0)
    // Four gaps in 400 ms.
    expect(dueMs).toEqual(begins.map((at) => Math.round((at * 400) / 600)))
  })

  test('--loops replays it one behind the other, a mean gap between', async () => {
    const { code, stderr, records, dueMs, figures } = await run(`loops-${name}`, ...file, '--loops', '2')
    expect(code, stderr).toBe(0)
    expect(dueMs).toEqual([...begins, ...begins.map((at) => at + period)])
    expect(records).toHaveLength(2 * begins.length * requestsEach)
    expect(figures?.fidelity.reasons.filter((reason) => !lateness.test(reason))).toEqual([])
  })
})

test('each loop of a trace has texts of its own, so that it is certified as the first one', async () => {
  const { figures } = await run(
    'ideal',
    '--trace',
    'trace.jsonl',
    '--loops',
    '3',
    '--max-concurrency',
    '1',
    '--seed',
    '77',
  )
  const { ideal_hit_share, measured_hit_share } = (figures as NonNullable<typeof figures>).fidelity.prefixes
  // One of five prompts is found, but for its last token and so for its last block.
  expect(ideal_hit_share).toBe(16 / (5 * 32))
  expect(measured_hit_share).toBe(ideal_hit_share)
})

test.each([
  [['--session-file', 'sessions.jsonl', '--loops', '2', '--sessions', '3'], 'without --loops'],
  [['--trace', 'trace.jsonl', '--loops', '2', '--num-prompts', '3'], 'without --loops'],
  [
    ['--session-file', 'sessions.jsonl', '--trace-rate', '2', '--session-rate', '3'],
    'without --concurrent-sessions and --session-rate',
  ],
  [['--isl', '16', '--loops', '2'], 'with --trace or --session-file'],
  [['--turns', '2', '--request-rate', 'inf'], '--batch-size'],
  [
    ['--turns', '2', '--ramp-up-strategy', 'linear', '--ramp-up-start-rps', '1', '--ramp-up-end-rps', '5'],
    '--load ramp',
  ],
])('%j is refused with what to use', async (flags, answer) => {
  const { code, stderr } = await run('refused', ...flags)
  expect(code).toBe(2)
  expect(stderr.replace(/\s+/g, ' ')).toContain(answer)
  expect(stderr).not.toContain('--num-prompts,')
})
