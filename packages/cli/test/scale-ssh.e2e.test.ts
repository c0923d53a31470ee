import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type FakeSsh, fakeSsh } from './support/fake-ssh.js'
import { freePort } from './support/free-port.js'
import { type Line, readRecords } from './support/read-records.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

type ShardLine = Line & { readonly index: number; readonly shard: { readonly number: number } | null }

const bin = resolve(import.meta.dirname, '../dist/bin.js')
const token = 'a secret of all shards'
let root: string
let cwd: string
let ssh: FakeSsh
let engine: Awaited<ReturnType<typeof startReferenceEngine>>
let count = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sagellm-scale-'))
  engine = await startReferenceEngine(['--decode-step-ms', '1'], { cwd: root })
})
beforeEach(async () => {
  count += 1
  cwd = await mkdtemp(join(root, `${count}-`))
  ssh = await fakeSsh(cwd)
})
afterAll(async () => {
  await engine.stop()
  await rm(root, { recursive: true, force: true })
})

const load = ['--prompt-tokens', '16', '--output-tokens', '4', '--warmup', '0', '--quiet', '--output', 'out']
const line = (...more: string[]) => ['--', 'run', '--backend-url', engine.url, ...load, ...more]
const options = () => ({ cwd, env: { ...ssh.env, SAGELLM_BENCHMARK_SHARD_TOKEN: token } })
const program = ['--program', `${process.execPath} ${bin}`]
const scale = async (hosts: string[], ...more: string[]) => [
  ...['scale', 'ssh', ...hosts, ...program, '--rendezvous', `127.0.0.1:${await freePort()}`],
  ...more,
]
const shardsOf = async () =>
  ((await readRecords(join(cwd, 'out'))) as ShardLine[]).map(({ index, shard }) => [index, shard?.number ?? 0])

test('shard 0 here and one on each host send one load, and no command line of ssh shows it or its secret', async () => {
  const words = await scale(['node-2', 'user@node-3'], ...line('--request-rate', '60', '--num-prompts', '30'))
  const { code, stdout, stderr } = await runProgram(words, options())
  expect([code, stderr]).toEqual([0, expect.any(String)])
  expect(stdout).toContain('[node-2] shard 1 of 3: shard 0 has its 10 records')
  expect(stdout).toContain('[user@node-3] shard 2 of 3: shard 0 has its 10 records')
  expect(stderr).toMatch(/^! \[node-2\] shard 1 of 3: looking for shard 0/m)
  const shares = (await shardsOf()).sort(([a = 0], [b = 0]) => a - b)
  expect(shares).toEqual(Array.from({ length: 30 }, (_, index) => [index, index % 3]))
  const calls = await ssh.calls()
  expect(calls).toHaveLength(4)
  expect(new Set(calls.map((call) => call.replace(/-- \S+ /, '')))).toHaveProperty('size', 1)
  expect(calls.join('\n')).not.toMatch(/a secret|request-rate|bin\.js/)
})

test('with --coordinator first the first host is shard 0', async () => {
  const words = await scale(['a', 'b'], '--coordinator', 'first', ...line('--concurrency', '2', '--num-prompts', '8'))
  const { code, stdout } = await runProgram(words, options())
  expect(code).toBe(0)
  expect(stdout).toContain('[b] shard 1 of 2')
  expect(stdout).toMatch(/^\[a\] /m)
  expect(await shardsOf()).toHaveLength(8)
})

test('a host that cannot be reached is named with the words of ssh, and nothing is started', async () => {
  const { code, stderr } = await runProgram(await scale(['down-1', 'b', 'down-2'], ...line()), options())
  expect(stderr).toContain('down-1: ssh: connect to host down-1 port 22: Connection refused; down-2: ssh: ')
  expect(stderr).not.toContain('shard')
  expect(code).toBe(1)
  expect(await ssh.calls()).toHaveLength(3)
})

test('so is one with another version, or without the program', async () => {
  const other = ['scale', 'ssh', 'b', '--program', 'echo 0.1.0', ...line()]
  expect((await runProgram(other, options())).stderr).toMatch(
    /b: has version 0\.1\.0 --version of this program, and here/,
  )
  const none = ['scale', 'ssh', 'b', '--program', 'no-such-program', ...line()]
  expect((await runProgram(none, options())).stderr).toMatch(/b: .*no-such-program.* not found/)
})

test('the exit code is that of the worst: a gate that did not hold, a usage error', async () => {
  const gate = ['--concurrency', '2', '--num-prompts', '8', '--threshold', 'ttft.p50<0.000001']
  expect((await runProgram(await scale(['b'], ...line(...gate)), options())).code).toBe(3)
  const wrong = await runProgram(await scale(['b'], ...line('--no-such-flag')), options())
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--no-such-flag')])
})

test('Ctrl-C ends every shard, and leaves a result', async () => {
  const words = await scale(['b', 'c'], ...line('--request-rate', '40', '--duration', '60'))
  const running = startProgram(words, options())
  await running.until(async () => (await shardsOf().catch(() => [])).length >= 30)
  running.kill('SIGINT')
  expect((await running.ended).code).toBe(130)
  expect(new Set((await shardsOf()).map(([, shard]) => shard))).toEqual(new Set([0, 1, 2]))
})

test.each([
  [['scale', 'ssh'], /ssh needs the machine as ssh takes it.*such as: sagellm-benchmark scale ssh/],
  [['scale', 'ssh', 'b'], /ssh needs a command line behind --; such as: sagellm-benchmark scale ssh node-2/],
  [['scale', 'ssh', '-oProxyCommand=x', '--', 'run'], /-o/],
  [['scale', 'ssh', 'a;b', '--', 'run'], /host cannot be "a;b"/],
  [['scale', 'ssh', 'b', '--', 'report'], /the load of "report" is not shared by several machines/],
  [['scale', 'ssh', 'b', '--', 'run', '--shard=0/2'], /--shard behind -- is set for each shard/],
  [['scale', 'ssh', 'b', '--pass-env', 'NOT_THERE', '--', 'run'], /--pass-env cannot be "NOT_THERE"/],
  [['scale', 'ssh', 'b', '--pass-env', 'toString', '--', 'run'], /--pass-env cannot be "toString"/],
  [['scale', 'ssh', 'b', '--pass-env', 'with.dot', '--', 'run'], /--pass-env cannot be "with\.dot"/],
])('%j is a mistake that is named', async (words, message) => {
  const { env, ...place } = options()
  const { code, stderr } = await runProgram(words, { ...place, env: { ...env, 'with.dot': 'a value' } })
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  expect(await ssh.calls()).toEqual([])
})
