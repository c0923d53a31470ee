import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './support/free-port.js'
import { idsOf, type Line, readRecords } from './support/read-records.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

type ShardLine = Line & { readonly shard: { readonly number: number; readonly clock_error_ms: number } | null }

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>
const env = { SAGELLM_BENCHMARK_SHARD_TOKEN: 'a secret that all shards have' }

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-merge-'))
  engine = await startReferenceEngine(['--decode-step-ms', '1'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const json = async (file: string) => JSON.parse(await readFile(join(cwd, file), 'utf8'))
const load = ['--prompt-tokens', '16', '--output-tokens', '4', '--warmup', '2', '--seed', '5', '--quiet']
const words = (output: string, shard: string, port: number, ...more: string[]) => [
  ...['run', '--backend-url', engine.url, '--output', output, ...load, ...more, '--shard-records', 'local'],
  ...['--shard', shard, '--rendezvous', `127.0.0.1:${port}`],
]
const merge = (...args: string[]) => runProgram(['merge', ...args], { cwd })
const three = (output: string) => [0, 1, 2].map((shard) => join(output, `shard-${shard}`))

test('three shards keep their records, and merge makes the one result of them, which verify finds to hold', async () => {
  const rate = ['--request-rate', '60', '--num-prompts', '45', '--threshold', 'ttft.p50<10000']
  // On a busy machine the load is not kept, which leaves a threshold undecided.
  rate.push('--on-undecided', 'pass')
  const port = await freePort()
  const ended = await Promise.all(
    ['0/3', '1/3', '2/3'].map((shard) => runProgram(words('kept', shard, port, ...rate), { cwd, env })),
  )
  expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, expect.any(String)]))
  expect(ended[0]?.stdout).toContain('there is no result yet')
  expect(ended[1]?.stdout).toMatch(/shard 1 of 3: its \d+ records are in /)
  expect((await readdir(join(cwd, 'kept'))).sort()).toEqual(['shard-0', 'shard-1', 'shard-2'])
  for (const [shard, folder] of three('kept').entries()) {
    const records = (await readRecords(join(cwd, folder))) as ShardLine[]
    expect(records.length).toBeGreaterThanOrEqual(15)
    // Each token has its stamp where it is kept, and each record its shard.
    for (const record of records) {
      expect(record.shard?.number ?? 0).toBe(shard)
      expect(record.token_at.length).toBeGreaterThan(0)
    }
  }

  const merged = await merge(...three('kept'), '--output', 'merged')
  expect([merged.stderr, merged.code]).toEqual([expect.any(String), 0])
  expect(merged.stdout).toContain('sent by 3 shards')
  const records = (await readRecords(join(cwd, 'merged'))) as ShardLine[]
  const kept = await Promise.all(three('kept').map((folder) => readRecords(join(cwd, folder))))
  expect(idsOf(records)).toEqual(idsOf(kept.flat()))
  expect(new Set(idsOf(records)).size).toBe(records.length)
  const { metrics } = await json('merged/custom_metrics.json')
  expect(metrics).toMatchObject({ total_requests: 45, successful_requests: 45 })
  expect(metrics.thresholds[0]).toMatchObject({ verdict: expect.stringMatching(/holds|undecided/) })
  expect(metrics.server_counters).not.toBeNull()
  const { shards } = await json('merged/shards.json')
  expect(shards.map((each: { journal: { records: number } }) => each.journal.records)).toEqual(
    kept.map(({ length }) => length),
  )
  const verified = await runProgram(['verify', 'merged'], { cwd })
  expect([verified.stdout, verified.stderr, verified.code]).toEqual([expect.any(String), expect.any(String), 0])

  // One shard is no result, and no run that could be continued.
  for (const args of [
    ['report', '--input', 'kept/shard-0'],
    ['run', '--resume', 'kept/shard-0'],
  ]) {
    const refused = await runProgram(args, { cwd })
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('holds the records of one shard')])
  }

  // Without one of them there is a result and no verdict; an edited one is refused.
  const without = await merge(...three('kept').slice(0, 2), '--output', 'without')
  expect(without.code).toBe(1)
  expect(without.stderr).toContain('shard 2 was lost')
  expect((await json('without/benchmark_summary.json')).workloads.custom.thresholds[0].verdict).toBe('undecided')
  await appendFile(join(cwd, 'kept/shard-1/records.jsonl'), '\n')
  const edited = await merge(...three('kept'), '--output', 'edited')
  expect(edited.stderr).toContain('shard-1/records.jsonl is not what it was when the shard ended')
  expect([edited.code, edited.stdout]).toEqual([2, ''])
})

test('a shard that is killed leaves its records, and the merged result says what happened', async () => {
  const port = await freePort()
  const more = ['--request-rate', '40', '--num-prompts', '320']
  const zero = startProgram(words('lost', '0/2', port, ...more), { cwd, env })
  const one = startProgram(words('lost', '1/2', port, ...more), { cwd, env })
  await zero.until(async () => (await readRecords(join(cwd, 'lost/shard-1'))).length >= 10)
  one.kill('SIGKILL')
  expect((await zero.ended).code).toBe(1)
  expect(zero.stderr()).toContain('shard 1 was lost while the load went on')
  const merged = await merge('lost/shard-0', 'lost/shard-1', '--output', 'lost/merged')
  expect(merged.code).toBe(1)
  expect(merged.stdout.replaceAll(/\s+/g, ' ')).toMatch(/shard 1 was lost [\d.]+ s after the start/)
  expect(merged.stdout.replaceAll(/\s+/g, ' ')).toContain('Shard 1 was ended before it could say')
  const records = (await readRecords(join(cwd, 'lost/merged'))) as ShardLine[]
  expect(records.filter(({ shard }) => shard?.number === 1).length).toBeGreaterThanOrEqual(10)
})

test.each([
  ['no folder', ['merge'], 'no folder was given'],
  ['a folder that is none', ['merge', 'nowhere'], 'holds no records of a shard'],
  [
    'a page beside local records',
    [
      'run',
      '--backend-url',
      'http://127.0.0.1:9/v1',
      '--html',
      '--shard',
      '0/2',
      '--rendezvous',
      '127.0.0.1:9',
      '--shard-records',
      'local',
    ],
    '--html works only',
  ],
  [
    'local records without shards',
    ['run', '--backend-url', 'http://127.0.0.1:9/v1', '--shard-records', 'local'],
    '--shard-records works only with --shard',
  ],
])('%s is one line', async (_name, args, line) => {
  const { code, stderr } = await runProgram(args, { cwd, env })
  expect(stderr).toContain(line)
  expect([1, 2]).toContain(code)
})

test('a shard that gathers and one that keeps do not fit together', async () => {
  const port = await freePort()
  const flags = ['--concurrency', '1', '--num-prompts', '4']
  const gathered = words('mixed', '1/2', port, ...flags).filter(
    (word) => word !== '--shard-records' && word !== 'local',
  )
  const [zero, one] = await Promise.all(
    [words('mixed', '0/2', port, ...flags), gathered].map((args) => runProgram(args, { cwd, env })),
  )
  expect([zero?.code, one?.code]).toEqual([2, 2])
  for (const each of [zero, one])
    expect(each?.stderr).toContain('the records of shard 1 are gathered, and those of shard 0 local')
})
