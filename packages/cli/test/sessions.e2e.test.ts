import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'

const engine = createReferenceEngine({ decodeStepMs: 1 })
let servers: EngineServer[]
let cwd: string

beforeAll(async () => {
  servers = [0, 1].map(() => null as never)
  for (const at of servers.keys())
    servers[at] = await startEngineServer({ engine, dialect: 'vllm', reportCachedTokens: true })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-sessions-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  for (const server of servers) await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

type TurnLine = Line & {
  readonly replica: string
  readonly session: {
    readonly id: string
    readonly source_id: string
    readonly turn_id: string
    readonly after: readonly string[]
    readonly wait_ms: number
    readonly answers: string | null
  }
}

async function run(folder: string, ...flags: string[]) {
  const urls = servers.flatMap(({ url }) => ['--backend-url', `${url}/v1`])
  const words = ['run', ...urls, '--output', folder, '--quiet', '--warmup', '0', '--output-tokens', '6', ...flags]
  const ended = await runInProcess(words, { cwd })
  expect(ended.code, ended.stderr).toBe(0)
  const summary = JSON.parse(await readFile(join(cwd, folder, 'benchmark_summary.json'), 'utf8'))
  const records = (await readRecords(join(cwd, folder))) as TurnLine[]
  return { ...ended, records, figures: summary.workloads.sessions }
}

test('twenty agents with subagents: order, fan-out, join and waits are kept, and the reports show turns and replicas', async () => {
  const agents = ['--turns', '3', '--subagents', '2', '--subagent-turns', '2', '--tool-time', '0.01']
  const load = ['--sessions', '20', '--concurrent-sessions', '5', '--prompt-tokens', '48', '--growth-tokens', '16']
  const { records, figures, stdout } = await run('agents', ...agents, ...load)
  expect(records).toHaveLength(20 * 7)
  expect(figures.sessions).toMatchObject({ begun: 20, completed: 20, failed: 0, turns_planned: 140, turns_sent: 140 })
  expect(figures.sessions.fanned_out).toBe(20)
  expect(figures.sessions.concurrency_max).toBeLessThanOrEqual(5)

  const ended = new Map(records.map((each) => [`${each.session.id}/${each.session.turn_id}`, each]))
  for (const { session, scheduled_at, start_at } of records) {
    const ends = session.after.map((id) => ended.get(`${session.id}/${id}`)?.end_at ?? Number.NaN)
    if (ends.length === 0) continue
    expect(scheduled_at).toBeCloseTo(Math.max(...ends) + session.wait_ms, 6)
    expect(start_at).toBeGreaterThanOrEqual(scheduled_at)
  }
  // The conversation of the session itself grows by the answer and the new text, at least.
  const main = ['1', '2', '3'].map((id) => Number(ended.get(`${records[0]?.session.id}/${id}`)?.prompt_tokens))
  expect(main[0]).toBe(48)
  expect(main[2]).toBeGreaterThan(main[1] ?? Number.NaN)
  expect(main[1]).toBeGreaterThanOrEqual(48 + 6 + 16)

  // A session stays on one replica, and both are used.
  const replicas = new Map<string, Set<string>>()
  for (const { session, replica } of records)
    replicas.set(session.id, (replicas.get(session.id) ?? new Set()).add(replica))
  expect([...replicas.values()].every(({ size }) => size === 1)).toBe(true)
  expect(figures.replicas.map(({ requests }: { requests: number }) => requests)).toEqual([70, 70])

  const report = await readFile(join(cwd, 'agents/REPORT.md'), 'utf8')
  for (const words of ['## Turns', 'Completion s', 'Base URL']) expect(report).toContain(words)
  expect(stdout).toContain('sessions: 20 of 20 completed')
})

test('a session file keeps its ids, and its own answers where they are wanted', async () => {
  const id = '9007199254740993'
  const say = (content: string) => ({ kind: 'messages', messages: [{ role: 'user', content }] })
  const line = {
    session_id: id,
    turns: [
      { turn_id: '18446744073709551615', answer: 'alpha beta gamma delta', input: say('Name four letters.') },
      {
        ...{ turn_id: 'next', after: ['18446744073709551615'], continues: '18446744073709551615' },
        input: say('And the next?'),
      },
    ],
  }
  await writeFile(join(cwd, 'letters.jsonl'), `${JSON.stringify(line)}\n`)
  const flags = ['--session-file', 'letters.jsonl', '--sessions', '1']
  const [server, data] = [await run('server', ...flags), await run('data', ...flags, '--answers', 'data')]
  for (const { records } of [server, data])
    expect(records.map(({ session }) => [session.source_id, session.turn_id])).toEqual([
      [id, '18446744073709551615'],
      [id, 'next'],
    ])
  expect([server.records[1]?.session.answers, data.records[1]?.session.answers]).toEqual(['server', 'data'])
})

test('more sessions than the file has are refused before anything is sent', async () => {
  await writeFile(
    join(cwd, 'one.jsonl'),
    '{"session_id":"a","turns":[{"turn_id":"1","input":{"kind":"length","tokens":16}}]}\n',
  )
  const url = `${servers[0]?.url}/v1`
  const { code, stderr } = await runInProcess(
    ['run', '--backend-url', url, '--session-file', 'one.jsonl', '--sessions', '3'],
    { cwd },
  )
  expect(code).toBe(2)
  expect(stderr).toContain('sessions cannot be 3; its source has 1')
})

test('a line that is passed over is named also where the run fails for want of sessions', async () => {
  const good = '{"session_id":"a","turns":[{"turn_id":"1","input":{"kind":"length","tokens":16}}]}\n'
  await writeFile(join(cwd, 'odd.jsonl'), `${good}${good.replace('16', '"many"')}`)
  const words = ['run', '--backend-url', `${servers[0]?.url}/v1`, '--session-file', 'odd.jsonl', '--sessions', '2']
  const { code, stderr } = await runInProcess(words, { cwd })
  expect(code).toBe(2)
  expect(stderr).toMatch(/1 rows are passed over \(1 from line 2 on: field turns\.0\.input/)
})

test('--dataset-repeat begins a file of sessions again, and its recorded begins a mean gap after the last', async () => {
  const session = (id: string, start: number) =>
    `${JSON.stringify({ session_id: id, start_ms: start, turns: [{ turn_id: '1', input: { kind: 'length', tokens: 16 } }] })}\n`
  await writeFile(join(cwd, 'begins.jsonl'), session('a', 7) + session('b', 27))
  const { records } = await run('again', '--session-file', 'begins.jsonl', '--sessions', '4', '--dataset-repeat')
  const first = Math.min(...records.map(({ scheduled_at }) => scheduled_at))
  const begun = records.map(({ session, scheduled_at }) => [session.source_id, Math.round(scheduled_at - first)])
  expect(begun.sort(([, a], [, b]) => Number(a) - Number(b))).toEqual([
    ['a', 0],
    ['b', 20],
    ['a', 40],
    ['b', 60],
  ])
})
