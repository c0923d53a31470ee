import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './support/free-port.js'
import { type Line, readRecords } from './support/read-records.js'
import { runProgram, startReferenceEngine } from './support/start-program.js'

type ShardLine = Line & { readonly shard: { readonly number: number } | null }

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>
const env = { SAGELLM_BENCHMARK_SHARD_TOKEN: 'a secret that all shards have' }

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-sweep-shards-'))
  engine = await startReferenceEngine(['--decode-step-ms', '1'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const words = (output: string, shard: string, port: number, ...more: string[]) => [
  ...['sweep', '--backend-url', engine.url, '--output', output, '--quiet', '--anchors', '0', '--warmup', '0'],
  ...['--prompt-tokens', '16', '--output-tokens', '4', '--shard', shard, '--rendezvous', `127.0.0.1:${port}`, ...more],
]

test('two shards share each point of a sweep over one rendezvous', async () => {
  const port = await freePort()
  const flags = ['--concurrency', '2,4', '--num-prompts', '8']
  const [zero, one] = await Promise.all(
    ['0/2', '1/2'].map((shard) => runProgram(words('swept', shard, port, ...flags), { cwd, env })),
  )
  // Whether a point counts is also the load of this machine.
  expect([0, 1]).toContain(zero?.code)
  expect([zero?.stderr, one?.code]).toEqual([expect.any(String), 0])
  expect(one?.stdout).toContain('shard 1 of 2: shard 0 has its 8 records')
  const { points } = JSON.parse(await readFile(join(cwd, 'swept/sweep.json'), 'utf8'))
  expect(points).toHaveLength(2)
  for (const { id } of points) {
    const records = (await readRecords(join(cwd, 'swept/points', id))) as ShardLine[]
    expect(records).toHaveLength(8)
    for (const { index, shard } of records) expect(shard?.number ?? 0).toBe(index % 2)
  }
})

test('a shard with other points is refused on both sides, and nothing is sent', async () => {
  const port = await freePort()
  const [zero, one] = await Promise.all([
    runProgram(words('other', '0/2', port, '--concurrency', '2,4', '--num-prompts', '8'), { cwd, env }),
    runProgram(words('other', '1/2', port, '--concurrency', '2,8', '--num-prompts', '8'), { cwd, env }),
  ])
  expect([zero?.code, one?.code]).toEqual([2, 2])
  for (const each of [zero, one]) expect(each?.stderr).toContain('shard 1 has another plan than shard 0')
})
