import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createReferenceEngine,
  type EngineServer,
  type ReferenceEngine,
  startEngineServer,
} from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
let engines: ReferenceEngine[]
let servers: EngineServer[]
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-compare-sessions-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  engines = [1, 5].map((decodeStepMs) => createReferenceEngine({ decodeStepMs, noiseCv: 0 }))
  servers = []
  for (const engine of engines)
    servers.push(await startEngineServer({ engine, dialect: 'vllm', reportCachedTokens: true }))
  const turn = (id: string, more: object) => ({
    turn_id: id,
    input: { kind: 'length', tokens: 24 },
    output_tokens: 4,
    ...more,
  })
  const session = (id: string, turns: number) => ({
    session_id: id,
    turns: Array.from({ length: turns }, (_, at) =>
      turn(`t${at}`, at === 0 ? {} : { after: [`t${at - 1}`], continues: `t${at - 1}` }),
    ),
  })
  await writeFile(
    join(cwd, 'agents.jsonl'),
    ['a', 'b'].map((id, at) => `${JSON.stringify(session(id, 2 + at))}\n`).join(''),
  )
})
afterAll(async () => {
  vi.unstubAllEnvs()
  for (const server of servers) await server.close()
  for (const engine of engines) await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

type TurnLine = Line & {
  readonly round: number
  readonly usage: { readonly cached_tokens: number | null } | null
  readonly session: { readonly id: string; readonly place: number; readonly turns: number }
}

async function compare(folder: string, ...flags: string[]) {
  const targets = servers.flatMap(({ url }, at) => ['--target', `${['fast', 'slow'][at]}=${url}/v1`])
  const words = [
    'compare',
    ...targets,
    '--output-dir',
    folder,
    '--quiet',
    '--no-calibration',
    '--endpoint',
    'completions',
  ]
  const ended = await runInProcess([...words, '--seed', '3', ...flags], { cwd })
  return { ...ended, records: (await readRecords(join(cwd, folder))) as TurnLine[] }
}

test('sessions of a file are compared: every target gets all turns of every session in each round', async () => {
  const flags = ['--session-file', 'agents.jsonl', '--concurrent-sessions', '2', '--rounds', '6']
  const { code, stdout, stderr, records } = await compare('file', ...flags)
  expect(code, stderr).toBe(0)
  const measured = records.filter(({ phase }) => phase === 'measured')
  for (const target of ['fast', 'slow']) {
    const own = measured.filter((each) => each.target === target)
    for (let round = 0; round < 6; round += 1) {
      const turns = own.filter((each) => each.round === round)
      expect(turns.map(({ session }) => `${session.id.slice(-4)} ${session.place}`).sort()).toEqual([
        's000 0',
        's000 1',
        's001 0',
        's001 1',
        's001 2',
      ])
      // A later turn holds what went before: its prompt is longer, and comes from the cache in part.
      const later = turns.filter(({ session }) => session.place > 0)
      for (const { prompt_tokens, usage } of later) {
        expect(prompt_tokens).toBeGreaterThan(48)
        expect(usage?.cached_tokens).toBeGreaterThan(0)
      }
    }
  }
  const { cells, verdicts, notices } = JSON.parse(await readFile(join(cwd, 'file/comparison.json'), 'utf8'))
  // One scenario under one load, of two targets.
  expect(cells).toHaveLength(2)
  expect(verdicts.map(({ target, metric }: Record<string, string>) => `${target} ${metric}`)).toEqual(
    expect.arrayContaining(['slow avg_ttft_ms', 'slow output_throughput_tps']),
  )
  // What later turns share with what went before is meant to be found.
  for (const name of ['fast', 'slow']) {
    const { capture } = JSON.parse(await readFile(join(cwd, `file/${name}.json`), 'utf8'))
    expect(capture.cells[0].cache).toMatchObject({ verdict: 'clean', source: 'usage' })
    expect(capture.cells[0].cache.hit_share).toBeGreaterThan(0.2)
    expect(capture.api).toBe('completions')
  }
  expect(notices.join(' ')).toContain('Later turns of a session hold the answers of the target itself')
  expect(stdout).toContain('slow')
  const { code: verified, stderr: said } = await runInProcess(['verify', 'file'], { cwd })
  expect(verified, said).toBe(0)
})

test('conversations shaped by flags are compared, and the command that repeats them names them', async () => {
  const flags = [
    '--turns',
    '2',
    '--sessions',
    '3',
    '--session-rate',
    '50',
    '--prompt-tokens',
    '24',
    '--output-tokens',
    '4',
  ]
  const { code, stderr, records } = await compare('flags', ...flags, '--rounds', '2')
  expect(code, stderr).toBe(0)
  const measured = records.filter(({ phase }) => phase === 'measured')
  expect(measured).toHaveLength(2 * 2 * 3 * 2)
  expect(measured.filter(({ session }) => session.place === 0).map(({ prompt_tokens }) => prompt_tokens)).toEqual(
    Array.from({ length: 12 }, () => 24),
  )
  const script = await readFile(join(cwd, 'flags/REPRODUCE.sh'), 'utf8').catch(() => '')
  expect(script).toContain('--turns 2')
  expect(script).toContain('--session-rate 50')
})

test.each([
  [['compare', '--turns', '2', '--workload', 'Q1'], 'without --turns and --session-file'],
  [['compare', '--turns', '2', '--batch-size', '4'], '--concurrent-sessions or --session-rate'],
  [['perf', '--type', 'e2e', '--turns', '2'], 'sessions are sent by run, sweep, compare and compare-record'],
  [
    ['convergence', 'run', '--session-file', 'agents.jsonl'],
    'sessions are sent by run, sweep, compare and compare-record',
  ],
])('%j is refused with what to use', async (words, answer) => {
  const { code, stderr } = await runInProcess(words, { cwd })
  expect(code).toBe(2)
  expect(stderr.replace(/\s+/g, ' ')).toContain(answer)
})
