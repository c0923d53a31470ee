import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { runProgram } from './support/start-program.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-run-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const bench = (...args: string[]) => runInProcess(args, { cwd: folder, env: process.env })

const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))

/** Type 7 by its textbook definition, apart from the code under test. */
function quantile(values: number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * p
  const low = sorted[Math.floor(at)] as number
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - low)
}

describe('run on the CPU backend', () => {
  test('leaves artifacts whose numbers follow from the records', async () => {
    const words = ['run', '--workload', 'Q1,Q5', '--output', 'out']
    const { code, stdout, stderr } = await runProgram(words, { cwd: folder })
    expect(stderr).not.toMatch(/sagellm-benchmark:/)
    expect(code).toBe(0)
    expect(stdout).toContain('random weights')
    expect(await readdir(join(folder, 'out'))).toEqual(
      expect.arrayContaining([
        'benchmark_summary.json',
        'Q1_metrics.json',
        'Q5_metrics.json',
        'REPORT.md',
        'records.jsonl',
        'config.json',
        'environment.json',
      ]),
    )

    const lines = (await readFile(join(folder, 'out/records.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const q1 = lines.filter((each) => each.workload === 'Q1' && each.phase === 'measured')
    const { metrics } = await json('out/Q1_metrics.json')
    const ttft = q1.map((each) => each.first_token_at - each.start_at)
    const tbt = q1.map((each) => (each.last_token_at - each.first_token_at) / (each.output_tokens - 1))
    const tps = q1.map((each) => each.output_tokens / ((each.last_token_at - each.start_at) / 1000))
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

    expect(q1.map((each) => [each.prompt_tokens, each.output_tokens, each.error_class])).toEqual(
      Array(5).fill([32, 64, null]),
    )
    expect(metrics.avg_ttft_ms).toBeCloseTo(mean(ttft), 6)
    expect(metrics.p95_ttft_ms).toBeCloseTo(quantile(ttft, 0.95), 6)
    expect(metrics.avg_tbt_ms).toBeCloseTo(mean(tbt), 6)
    expect(metrics.avg_throughput_tps).toBeCloseTo(mean(tps), 4)

    const q5 = lines.filter((each) => each.workload === 'Q5' && each.phase === 'measured')
    expect(q5).toHaveLength(10)
    expect(new Set(q5.map((each) => each.scheduled_at)).size).toBe(1)
    const window = Math.max(...q5.map((each) => each.last_token_at)) - Math.min(...q5.map((each) => each.start_at))
    expect((await json('out/Q5_metrics.json')).metrics.output_throughput_tps).toBeCloseTo(
      (10 * 64) / (window / 1000),
      3,
    )
  })

  test('a second run into the folder keeps the first', async () => {
    const first = await readFile(join(folder, 'out/records.jsonl'), 'utf8')
    expect((await bench('run', '--workload', 'Q1', '--output', 'out', '--quiet')).code).toBe(0)
    const [kept] = await readdir(join(folder, 'out/previous'))
    expect(await readFile(join(folder, 'out/previous', kept as string, 'records.jsonl'), 'utf8')).toBe(first)
  })

  test('the same seed plans the same run', async () => {
    const [a, b] = [await bench('run', '--dry-run', '--seed', '7'), await bench('run', '--dry-run', '--seed', '7')]
    expect([a.stderr, b.stderr]).toEqual(['', ''])
    expect(a.stdout).toBe(b.stdout)
    expect(JSON.parse(a.stdout).workloads.map((each: { name: string }) => each.name)).toEqual([
      'Q1',
      'Q2',
      'Q3',
      'Q4',
      'Q5',
      'Q6',
      'Q7',
      'Q8',
    ])
  })
})

describe('report', () => {
  test.each(['markdown', 'table', 'json'])('shows the summary as %s', async (format) => {
    const { code, stdout } = await bench('report', '--input', 'out/benchmark_summary.json', '--format', format)
    expect(code).toBe(0)
    expect(stdout).toContain('Q1')
  })
})

describe('bad input', () => {
  test.each([
    ['an unknown workload', ['run', '--workload', 'Q9'], /Q9.*Q1/],
    ['a missing model folder', ['run', '--model', './nowhere'], /nowhere/],
    ['an output that cannot be a folder', ['run', '--workload', 'Q1', '--output', '/dev/null/x'], /\/dev\/null\/x/],
    ['a corrupt input file', ['report', '--input', 'corrupt.json'], /corrupt\.json/],
    ['an unknown flag', ['run', '--bogus'], /bogus/],
    ['a backend that is none', ['run', '--backend', 'vllm'], /--backend-url/],
    [
      'an unknown dialect, also in a dry run',
      [...'run --dry-run --backend-url http://127.0.0.1:9/v1 --backend'.split(' '), 'nosuch'],
      /no dialect is called "nosuch"/,
    ],
  ])('%s gives one line on standard error and exit code 2', async (_name, args, message) => {
    await writeFile(join(folder, 'corrupt.json'), '{"half":')
    const { code, stdout, stderr } = await bench(...args)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(stdout).toBe('')
  })

  test('the version is the one of the package', async () => {
    const { version } = JSON.parse(await readFile(resolve(import.meta.dirname, '../package.json'), 'utf8'))
    expect((await runProgram(['--version'], { cwd: folder })).stdout.trim()).toBe(version)
  })
})
