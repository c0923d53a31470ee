import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from './support/free-port.js'
import { idsOf, type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

type ShardLine = Line & { readonly shard: { readonly number: number; readonly clock_error_ms: number } | null }

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>
const token = 'a secret that all shards have'
const env = { SAGELLM_BENCHMARK_SHARD_TOKEN: token }

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-shards-'))
  engine = await startReferenceEngine(['--decode-step-ms', '1'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const json = async (file: string) => JSON.parse(await readFile(join(cwd, file), 'utf8'))
const load = ['--prompt-tokens', '16', '--output-tokens', '4', '--warmup', '0', '--seed', '5', '--quiet']
const words = (output: string, shard: string, port: number, ...more: string[]) => [
  ...['run', '--backend-url', engine.url, '--output', output, ...load, ...more],
  ...['--shard', shard, '--rendezvous', `127.0.0.1:${port}`],
]
/** Scheduled times by request, from the first one on: they follow from plan and seed alone. */
const schedule = (records: readonly Line[]) => {
  const first = Math.min(...records.map((each) => each.scheduled_at))
  return new Map(records.map((each) => [each.request_id, each.scheduled_at - first]))
}

test('three processes send one load: the requests and times of one, and one result of all records', async () => {
  const rate = ['--request-rate', '60', '--num-prompts', '45', '--goodput', 'ttft:5000']
  const alone = await runInProcess(['run', '--backend-url', engine.url, '--output', 'one', ...load, ...rate], { cwd })
  expect(alone.code).toBe(0)

  const port = await freePort()
  const [zero, one, two] = await Promise.all(
    ['0/3', '1/3', '2/3'].map((shard) => runProgram(words('three', shard, port, ...rate), { cwd, env })),
  )
  expect([zero?.stderr, zero?.code, one?.code, two?.code]).toEqual([expect.any(String), 0, 0, 0])
  expect(one?.stdout).toContain('shard 1 of 3: shard 0 has its 15 records')
  expect(zero?.stdout).toContain('sent by 3 shards')

  const records = (await readRecords(join(cwd, 'three'))) as ShardLine[]
  const single = await readRecords(join(cwd, 'one'))
  expect(idsOf(records)).toEqual(idsOf(single))
  const { shards } = await json('three/shards.json')
  // Stamps of another machine are as exact as its clock is known, and two of them are compared.
  const errorMs =
    2 * Math.max(...shards.map((each: { clock: { error_ms: number } | null }) => each.clock?.error_ms ?? 0))
  const [together, byOne] = [schedule(records), schedule(single)]
  for (const [id, at] of together) expect(Math.abs(at - (byOne.get(id) as number))).toBeLessThanOrEqual(errorMs + 0.01)
  for (const { index, shard } of records) {
    expect(shard?.number ?? 0).toBe(index % 3)
    if (shard) expect(shard.clock_error_ms).toBeGreaterThan(0)
  }
  const { metrics } = await json('three/custom_metrics.json')
  expect(metrics).toMatchObject({ total_requests: 45, successful_requests: 45 })

  expect(shards.map((each: { shard: number }) => each.shard)).toEqual([0, 1, 2])
  expect(shards[1].environment.tool.name).toBe('sagellm-benchmark')
  expect(shards[2].clock.round_trip_ms).toBeGreaterThan(0)
  expect(shards[2].workloads[0].client_overhead.client_saturated).toEqual(expect.any(Boolean))
  // The secret is nowhere in what is left.
  for (const file of ['shards.json', 'config.json', 'environment.json', 'records.jsonl'])
    expect(await readFile(join(cwd, 'three', file), 'utf8')).not.toContain(token)
})

test('two shards of two threads send the requests of one thread, each its own at their times', async () => {
  const rate = ['--request-rate', '60', '--num-prompts', '40']
  const alone = await runInProcess(['run', '--backend-url', engine.url, '--output', 'single', ...load, ...rate], {
    cwd,
  })
  expect(alone.code).toBe(0)
  const port = await freePort()
  const [zero, one] = await Promise.all(
    ['0/2', '1/2'].map((shard) =>
      runProgram(words('threads', shard, port, ...rate, '--load-threads', '2'), { cwd, env }),
    ),
  )
  expect([zero?.stderr, zero?.code, one?.code]).toEqual([expect.any(String), 0, 0])
  expect(one?.stdout).toContain('shard 1 of 2: shard 0 has its 20 records')

  const records = (await readRecords(join(cwd, 'threads'))) as ShardLine[]
  const single = await readRecords(join(cwd, 'single'))
  expect(idsOf(records)).toEqual(idsOf(single))
  const { shards } = await json('threads/shards.json')
  const errorMs = 2 * shards[1].clock.error_ms
  const [together, byOne] = [schedule(records), schedule(single)]
  for (const [id, at] of together) expect(Math.abs(at - (byOne.get(id) as number))).toBeLessThanOrEqual(errorMs + 0.01)
  for (const { index, shard } of records) expect(shard?.number ?? 0).toBe(index % 2)
  for (const { workloads } of shards) {
    const [{ client_overhead: overhead, threads }] = workloads
    expect(overhead.load_threads).toBe(2)
    expect(threads.map(({ thread }: { thread: number }) => thread)).toEqual([0, 1])
    expect(threads[1].client_overhead).toMatchObject({ load_threads: 1, process_cpu_share: null })
  }
  const { metrics } = await json('threads/custom_metrics.json')
  expect(metrics).toMatchObject({ total_requests: 40, successful_requests: 40 })
})

test('one process with two threads keeps what each of them cost, which verify and report read again', async () => {
  const rate = ['--request-rate', '60', '--num-prompts', '40', '--load-threads', '2', '--no-calibration']
  const run = await runProgram(['run', '--backend-url', engine.url, '--output', 'pair', ...load, ...rate], { cwd })
  expect([run.stderr, run.code]).toEqual([expect.any(String), 0])
  const { metrics } = await json('pair/custom_metrics.json')
  const { threads, ...whole } = metrics.client_overhead
  expect(threads.map(({ thread }: { thread: number }) => thread)).toEqual([0, 1])
  const lateness = threads.map((each: { client_overhead: { schedule_lateness_p99_ms: number } }) => {
    return each.client_overhead.schedule_lateness_p99_ms
  })
  expect(whole.schedule_lateness_p99_ms).toBe(Math.max(...lateness))
  expect(whole.load_threads).toBe(2)
  expect((await runInProcess(['verify', 'pair'], { cwd })).stdout).toContain('the result holds')
  expect((await runInProcess(['report', '--input', 'pair'], { cwd })).stdout).toContain('each of 2 threads by itself')
})

test('a shard is not sent from the thread of the program, and says so', async () => {
  const flags = ['--concurrency', '1', '--num-prompts', '4', '--load-threads', '0']
  const one = await runInProcess(words('none', '1/2', await freePort(), ...flags), { cwd, env })
  expect([one.code, one.stderr]).toEqual([2, expect.stringContaining('--shard works only with load threads')])
})

test('a shard that is killed ends its own part, and there is a result without a verdict', async () => {
  const port = await freePort()
  const more = ['--request-rate', '40', '--num-prompts', '320', '--threshold', 'ttft.p50<10000']
  const zero = startProgram(words('lost', '0/2', port, ...more), { cwd, env })
  const one = startProgram(words('lost', '1/2', port, ...more), { cwd, env })
  await zero.until(async () => (await readRecords(join(cwd, 'lost'))).length >= 20)
  one.kill('SIGKILL')
  expect((await zero.ended).code).toBe(1)
  expect(zero.stderr()).toContain('shard 1 was lost while the load went on')
  expect(zero.stdout().replaceAll(/\s+/g, ' ')).toMatch(/shard 1 was lost [\d.]+ s after the start/)
  const records = (await readRecords(join(cwd, 'lost'))) as ShardLine[]
  expect(records.filter(({ shard }) => shard === null || shard.number === 0)).toHaveLength(160)
  expect(records.filter(({ shard }) => shard?.number === 1).length).toBeLessThan(160)
  const { workloads } = await json('lost/benchmark_summary.json')
  expect(workloads.custom.flags).toContain('shard_lost')
  expect(workloads.custom.thresholds[0]).toMatchObject({ verdict: 'undecided' })
  expect((await json('lost/shards.json')).shards[1].workloads[0].lost.why).not.toBe('')
})

test.each([
  ['another plan', ['--num-prompts', '4'], ['--num-prompts', '5'], /shard 1 has another plan than shard 0/],
  ['another count', ['--num-prompts', '4'], null, /says that it is shard 1 of 3, and shard 0 waits for 1 to 1 of 2/],
])('%s is refused in one line on both sides, before anything is sent', async (_name, own, others, line) => {
  const port = await freePort()
  const [zero, one] = await Promise.all([
    runInProcess(words('refused', '0/2', port, '--concurrency', '1', ...own), { cwd, env }),
    runInProcess(words('refused', others === null ? '1/3' : '1/2', port, '--concurrency', '1', ...(others ?? own)), {
      cwd,
      env,
    }),
  ])
  expect([zero?.code, one?.code]).toEqual([2, 2])
  expect(zero?.stderr).toMatch(line)
  expect(one?.stderr).toMatch(line)
  expect(await readRecords(join(cwd, 'refused'))).toEqual([])
})

const flags = ['--concurrency', '1', '--num-prompts', '4']

test('a shard that never comes is one line', async () => {
  const alone = await runInProcess([...words('never', '0/2', await freePort(), ...flags), '--shard-wait', '0.1'], {
    cwd,
    env,
  })
  expect([alone.code, alone.stderr]).toEqual([
    1,
    expect.stringMatching(/shard 1 of 2 did not come to \S+ within 0\.1 s/),
  ])
})

test('another secret, and none: each is one line', async () => {
  const port = await freePort()
  const zero = startProgram([...words('never', '0/2', port, ...flags), '--shard-wait', '1000'], { cwd, env })
  await zero.until(() => zero.stderr().includes('waiting for 1 more'))
  const [other, none] = await Promise.all(
    ['quite another secret', ''].map((own) =>
      runInProcess(words('never', '1/2', port, ...flags), { cwd, env: { SAGELLM_BENCHMARK_SHARD_TOKEN: own } }),
    ),
  )
  expect(other?.stderr).toMatch(/has another secret, or is no shard 0/)
  expect(none?.stderr).toContain('shards need a common secret in SAGELLM_BENCHMARK_SHARD_TOKEN')
  expect([other?.code, none?.code]).toEqual([1, 2])
  await zero.until(() => zero.stderr().includes('turned away: it has another secret'))
  zero.kill('SIGINT')
  expect((await zero.ended).code).toBe(130)
})
