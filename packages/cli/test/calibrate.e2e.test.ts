import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startProgram, startReferenceEngine } from './support/start-program.js'

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-calibrate-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  engine = await startReferenceEngine(['--decode-step-ms', '2'], { cwd })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const here = (...args: string[]) => runInProcess(args, { cwd, env: process.env })
const json = async (file: string) => JSON.parse(await readFile(join(cwd, file), 'utf8'))
const cacheFile = async () =>
  join(cwd, 'cache/sagellm-benchmark', (await readdir(join(cwd, 'cache/sagellm-benchmark')))[0] as string)
const measure = (output: string) => {
  const load = ['--concurrency', '2', '--num-prompts', '4', '--output-tokens', '8']
  return here('run', '--backend-url', engine.url, ...load, '--output', output)
}

test('a run on a machine that was never calibrated says so', async () => {
  const { code, stdout } = await measure('before')
  expect(code).toBe(0)
  expect(stdout).toContain('client not calibrated on this machine: sagellm-benchmark calibrate')
  expect((await json('before/custom_metrics.json')).metrics.client_overhead.calibration_error_p99_ms).toBeNull()
})

test('every token of every step is compared, and later runs show what came of it', async () => {
  const flags = ['--streams', '1,3', '--seconds', '0.4', '--limit-ms', '100000', '--output', 'calibration.json']
  const { code, stdout, stderr } = await runProgram(['calibrate', ...flags], { cwd })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const calibration = await json('calibration.json')
  // 50 a second for .4 s, the first of each stream apart.
  expect(calibration.steps.map((step: { tokens: number }) => step.tokens)).toEqual([19, 57])
  expect(calibration.highest).toEqual({ streams: 3, tokens_per_second: 50 })
  expect(stdout).toContain('up to 3 aligned streams, 150 tok/s')
  expect(JSON.parse(await readFile(await cacheFile(), 'utf8'))).toEqual(calibration)

  const run = await measure('after')
  expect(run.stdout).toContain('up to 3 aligned streams, 150 tok/s')
  const { client_overhead } = (await json('after/custom_metrics.json')).metrics
  // Two in flight: the step of three covers them.
  expect(client_overhead.calibration_error_p99_ms).toBe(calibration.steps[1].error_p99_ms)
})

test('a client known to stamp worse than the limit marks its runs', async () => {
  const calibration = await json('calibration.json')
  for (const step of calibration.steps) step.error_p99_ms = 7.5
  await writeFile(await cacheFile(), JSON.stringify(calibration))
  const { stdout } = await measure('marked')
  expect(stdout).toContain('SATURATED')
  const { metrics } = await json('marked/custom_metrics.json')
  expect(metrics.flags).toContain('client_saturated')
  expect(metrics.client_overhead.reasons).toContainEqual(expect.stringContaining('calibrated stamp error p99 7.5 ms'))
})

test('an interrupted calibration leaves no engine and no result', async () => {
  const env = { XDG_CACHE_HOME: join(cwd, 'empty') }
  const program = startProgram(['calibrate', '--streams', '1', '--seconds', '30'], { cwd, env })
  await program.until(() => program.stdout().includes('streams'))
  program.kill('SIGINT')
  expect((await program.ended).code).toBe(130)
  await expect(readdir(env.XDG_CACHE_HOME)).rejects.toThrow()
})

test('all transports are measured one after the other, and shown side by side', async () => {
  const flags = ['--transport', 'all', '--streams', '2', '--seconds', '0.2', '--limit-ms', '100000']
  const { code, stdout } = await here('calibrate', ...flags)
  expect(code).toBe(0)
  const beside = stdout.slice(stdout.indexOf('stamp error p50 / p99, ms')).trimEnd().split('\n')
  // Where the kernel gives no stamps here, its column is left out and its reason printed.
  expect(beside[1]?.trim().split(/ +/)).toEqual(
    ['streams', 'kernel', 'raw', 'undici', 'fetch'].filter(
      (each) => each !== 'kernel' || !stdout.includes('cannot be used'),
    ),
  )
  expect(beside[2]).toMatch(/^ +2( +-?\d+\.\d{3} \/ \d+\.\d{3}){3,4}$/)
  const refused = await here('calibrate', '--transport', 'all', '--output', 'all.json')
  expect(refused.code).toBe(2)
})

test('the limit of the machine is found and kept, and loads beyond it say so before they start and in their results', async () => {
  const flags = '--max --streams 4 --token-rate 50 --seconds 0.2 --limit-ms 100000 --load-threads 1'.split(' ')
  const { code, stdout, stderr } = await here('calibrate', ...flags, '--output', 'capacity.json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(
    /carries 4 streams x 50 tok\/s = 200 tok\/s \((more were not tried|the server of this measurement writes no more.*)\)/,
  )
  const capacity = await json('capacity.json')
  expect(capacity.carried).toMatchObject([{ streams: 4, tokens_per_second: 50 }])

  const run = (output: string, ...more: string[]) => {
    const load = ['--concurrency', '6', '--num-prompts', '6', '--output-tokens', '4', '--output', output]
    return here('run', '--backend-url', engine.url, ...load, ...more)
  }
  const sentence =
    /The load holds 6 streams open, and the client of this machine was measured to keep up with 4 of 50 tok\/s each/
  expect((await run('beyond')).stderr).toMatch(sentence)
  expect(await readFile(join(cwd, 'beyond/REPORT.md'), 'utf8')).toMatch(sentence)
  expect((await run('left-out', '--no-calibration')).stderr).not.toMatch(sentence)
  expect((await run('within', '--concurrency', '4')).stderr).not.toMatch(sentence)

  const targets = ['--target', `a=${engine.url}`, '--target', `b=${engine.url.replace('127.0.0.1', 'localhost')}`]
  const load = ['--batch-size', '6', '--rounds', '2', '--max-output-tokens', '4']
  const compared = await here('compare', ...targets, ...load, '--output-dir', 'compared')
  expect(compared.stderr).toMatch(sentence)
  expect(await readFile(join(cwd, 'compared/comparison.json'), 'utf8')).toMatch(sentence)
})

test.each([
  [['--max', '--streams', '1,2'], /one whole number/],
  [['--max', '--transport', 'all'], /name one/],
])('%s is refused with what would be right', async (flags, message) => {
  const { code, stderr } = await here('calibrate', ...flags)
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
})
