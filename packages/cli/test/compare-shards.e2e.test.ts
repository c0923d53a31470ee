import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './support/free-port.js'
import { type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

type ShardLine = Line & { readonly target: string; readonly shard: { readonly number: number } | null }

let cwd: string
let engines: Awaited<ReturnType<typeof startReferenceEngine>>[]
const token = 'a secret that all shards have'
const env = { SAGELLM_BENCHMARK_SHARD_TOKEN: token, KEY_OF_A: 'sk-only-for-a', KEY_OF_B: 'sk-only-for-b' }

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-compare-shards-'))
  // Steps that are long beside what a busy machine adds to them: the second engine is 80 % slower.
  engines = await Promise.all(['50', '90'].map((stepMs) => startReferenceEngine(['--decode-step-ms', stepMs], { cwd })))
})
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.stop()))
  await rm(cwd, { recursive: true, force: true })
})

const words = (output: string, shard: string, port: number, ...more: string[]) => [
  ...['compare', '--target', `a=${engines[0]?.url}`, '--target', `b=${engines[1]?.url}`, '--output-dir', output],
  ...['--workload', 'Q1', '--max-output-tokens', '6', '--batch-size', '6', '--no-calibration', '--no-prompt-cleanup'],
  ...['--target-api-key-env', 'a=KEY_OF_A', '--target-api-key-env', 'b=KEY_OF_B'],
  ...['--shard', shard, '--rendezvous', `127.0.0.1:${port}`, '--quiet', ...more],
]
const json = async (file: string) => JSON.parse(await readFile(join(cwd, file), 'utf8'))
const measured = (records: readonly ShardLine[], target: string) =>
  records.filter((each) => each.target === target && each.phase === 'measured')

test('three processes compare two engines: each sends its part to both, and the slower one is found', async () => {
  const port = await freePort()
  const [zero, ...others] = await Promise.all(
    ['0/3', '1/3', '2/3'].map((shard) => runProgram(words('three', shard, port, '--rounds', '12'), { cwd, env })),
  )
  expect([zero?.stderr, zero?.code, ...others.map(({ code }) => code)]).toEqual([expect.any(String), 0, 0, 0])
  expect(zero?.stdout).toContain('The load was sent by 3 shards')
  // Of 13 rounds for each of two targets, the warm-up among them, two requests each.
  for (const [at, { stdout }] of others.entries())
    expect(stdout).toContain(`shard ${at + 1} of 3: shard 0 has its 52 records`)

  const { verdicts, endings, cells } = await json('three/comparison.json')
  expect(endings).toMatchObject([{ rounds: 12, stopped_by: 'rounds' }])
  const verdict = verdicts.find(({ metric }: { metric: string }) => metric === 'avg_tbt_ms')
  expect(verdict.ratio.value).toBeGreaterThan(1)
  // Three clients on one busy machine may be at their limit: then the worst of them withholds the verdict, and is named.
  if (verdict.withheld === 'client') expect(verdict.reason).toMatch(/rounds of .*\(\d+ of 12: shard \d: /)
  else expect(verdict).toMatchObject({ target: 'b', verdict: 'worse' })
  // A batch is released at one instant, as exactly as the clocks are known, and has no rate.
  expect(cells.map((each: { load_not_kept?: string[] }) => each.load_not_kept ?? [])).toEqual([[], []])
  const records = (await readRecords(join(cwd, 'three'))) as ShardLine[]
  const ids = (target: string) =>
    measured(records, target)
      .map(({ request_id: id }) => id)
      .sort()
  expect(ids('a')).toHaveLength(72)
  expect(ids('b')).toEqual(ids('a'))
  for (const { index, shard } of measured(records, 'a')) expect(shard?.number ?? 0).toBe(index % 3)
  const { capture } = await json('three/a.json')
  expect(capture.shards).toEqual({ of: 3, lost: [] })
  expect(capture.client.shards.map(({ shard }: { shard: number }) => shard)).toEqual([0, 1, 2])
  expect((await json('three/shards.json')).shards.map(({ shard }: { shard: number }) => shard)).toEqual([0, 1, 2])
  // Neither the secret nor a key is in what is left.
  for (const file of ['shards.json', 'environment.json', 'a.json', 'b.json', 'comparison.json', 'records.jsonl']) {
    const text = await readFile(join(cwd, 'three', file), 'utf8')
    for (const secret of Object.values(env)) expect(text).not.toContain(secret)
  }
  const results = ['a', 'b'].flatMap((label) => ['--result', `${label}=three/${label}.json`])
  const offline = await runInProcess(['compare-offline', ...results, '--output-dir', 'three-offline'], { cwd })
  expect([offline.stderr, offline.code]).toEqual([expect.any(String), 0])
  expect(offline.stdout).toContain('The load was sent by 3 shards')
})

test('a shard that is killed ends the comparison with the rounds before, which the captures hold', async () => {
  const port = await freePort()
  const more = ['--rounds', '200']
  const zero = startProgram(words('lost', '0/2', port, ...more), { cwd, env })
  const one = startProgram(words('lost', '1/2', port, ...more), { cwd, env })
  await zero.until(async () => measured((await readRecords(join(cwd, 'lost'))) as ShardLine[], 'b').length >= 18)
  one.kill('SIGKILL')
  expect((await zero.ended).code).toBe(1)
  expect(zero.stderr()).toContain('shard 1 was lost while the load went on: the rounds before are judged')
  const { endings, notices } = await json('lost/comparison.json')
  expect(endings).toMatchObject([{ stopped_by: 'shard_lost' }])
  expect(notices.join('\n')).toMatch(/shard 1 was lost [\d.]+ s after the start \(.+\), in round \d+ of /)
  const records = (await readRecords(join(cwd, 'lost'))) as ShardLine[]
  for (const target of ['a', 'b']) {
    expect(measured(records, target)).toHaveLength(6 * endings[0].rounds)
    expect((await json(`lost/${target}.json`)).capture.shards).toEqual({ of: 2, lost: [1] })
  }
  expect((await runInProcess(['verify', 'lost'], { cwd })).stdout).toContain('the result holds')
})

test('a shard with another target is refused on both sides, and nothing is sent', async () => {
  const port = await freePort()
  const other = words('other', '1/2', port).map((word) => (word.startsWith('b=http') ? `b=${engines[0]?.url}` : word))
  const [zero, one] = await Promise.all([
    runProgram(words('other', '0/2', port), { cwd, env }),
    runProgram(other, { cwd, env }),
  ])
  expect([zero?.code, one?.code]).toEqual([2, 2])
  for (const each of [zero, one]) expect(each?.stderr).toContain('shard 1 has another plan than shard 0')
})

test.each([
  [['--restarts', '3'], '--restarts works only without --shard'],
  [['--load-threads', '0'], '--shard works only with load threads'],
  [['--shard-records', 'local'], '--shard-records'],
])('compare with --shard and %s is refused in one line', async (more, line) => {
  const { code, stderr } = await runInProcess(words('none', '1/2', 1, ...more), { cwd, env })
  expect([code, stderr.trim().split('\n').length, stderr]).toEqual([2, 1, expect.stringContaining(line)])
})
