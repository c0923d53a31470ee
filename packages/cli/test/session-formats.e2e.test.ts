import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { sessionFormats } from '@sagellm-benchmark/workloads/sessions'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
import { type SessionFormatFile, writeSessionFormatFiles } from './support/session-format-files.js'

let cwd: string
let files: ReadonlyMap<string, SessionFormatFile>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-session-formats-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  files = await writeSessionFormatFiles(cwd)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(cwd, { recursive: true, force: true })
})

type TurnLine = Line & {
  readonly usage: { readonly cached_tokens: number | null } | null
  readonly session: {
    readonly source_id: string
    readonly place: number
    readonly after: readonly string[]
    readonly ideal_cached_tokens: number | null
  }
}

/** A run against an engine that has seen nothing yet. */
async function replay(folder: string, ...flags: string[]) {
  const engine = createReferenceEngine({ decodeStepMs: 1 })
  const server: EngineServer = await startEngineServer({ engine, dialect: 'vllm', reportCachedTokens: true })
  try {
    const args = ['run', '--backend-url', `${server.url}/v1`, '--endpoint', 'completions', '--output', folder]
    const quiet = ['--quiet', '--warmup', '0', '--no-calibration']
    const { code, stdout, stderr } = await runInProcess([...args, ...quiet, ...flags], { cwd })
    expect(code, stderr).toBe(0)
    const summary = JSON.parse(await readFile(join(cwd, folder, 'benchmark_summary.json'), 'utf8'))
    const records = ((await readRecords(join(cwd, folder))) as TurnLine[]).sort((a, b) => a.index - b.index)
    return { stdout, stderr, records, figures: summary.workloads.sessions }
  } finally {
    await server.close()
    await engine.close()
  }
}

function bySession<Value>(records: readonly TurnLine[], of: (record: TurnLine) => Value): Record<string, Value[]> {
  const found: Record<string, Value[]> = {}
  for (const record of records) (found[record.session.source_id] ??= []).push(of(record))
  return found
}

type Fidelity = { readonly verdict: string; readonly reasons: readonly string[] }

/** Why a replay is not valid, but for lateness, which is the machine's that runs the test. */
function brokenBounds({ verdict, reasons }: Fidelity): string[] {
  expect(['valid', 'invalid']).toContain(verdict)
  return reasons.filter((reason) => !/after their time|pauses were/.test(reason))
}

const names = sessionFormats.map(({ name }) => name)

test('there is a file of every format', () => {
  expect([...files.keys()].sort()).toEqual([...names].sort())
})

describe('one session after the other', () => {
  test.each(names)(
    '%s is told by its content, kept in its order, and found in the cache as its ids say',
    async (name) => {
      const file = files.get(name) as SessionFormatFile
      const { records, stderr, figures } = await replay(
        `one-${name}`,
        '--session-file',
        file.path,
        '--concurrent-sessions',
        '1',
      )
      expect(stderr).toContain(`sessions of the format ${name}`)
      expect(stderr).not.toContain('passed over')
      expect(brokenBounds(figures.fidelity)).toEqual([])
      expect(bySession(records, ({ session }) => session.after)).toEqual(file.after)
      if (file.promptTokens) expect(bySession(records, (each) => each.prompt_tokens)).toMatchObject(file.promptTokens)
      if (file.outputTokens) expect(bySession(records, (each) => each.output_tokens)).toMatchObject(file.outputTokens)
      if (!file.cachedTokens) return
      expect(bySession(records, ({ usage }) => usage?.cached_tokens ?? 0)).toEqual(file.cachedTokens)
      const ideal = (tokens: number | null) => Math.floor((tokens ?? Number.NaN) / 16) * 16
      expect(bySession(records, ({ session }) => ideal(session.ideal_cached_tokens))).toEqual(file.cachedTokens)
    },
  )
})

const recorded = [...names].filter((name) =>
  ['session_lines', 'mooncake', 'bailian', 'tracelab', 'otel'].includes(name),
)

describe('at their recorded begins', () => {
  test.each(recorded)('%s', async (name) => {
    const file = files.get(name) as SessionFormatFile
    const { records, figures } = await replay(`begins-${name}`, '--session-file', file.path, '--time-scale', '2')
    expect(figures.fidelity.arrivals).toMatchObject({ time_scale_asked: 2 })
    const firsts = records.filter(({ session }) => session.place === 0)
    const first = Math.min(...firsts.map(({ scheduled_at }) => scheduled_at))
    const begins = Object.fromEntries(
      firsts.map((each) => [each.session.source_id, Math.round(each.scheduled_at - first)]),
    )
    const wanted = Object.entries(file.starts ?? {}).map(([id, ms]) => [id, ms * 2])
    expect(begins).toEqual(Object.fromEntries(wanted))
  })
})
