import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { runProgram } from './support/start-program.js'

let cwd: string

/** As the Python original writes it: its own fields only. */
const originalPerf = {
  kind: 'e2e',
  simulate: true,
  models: ['Qwen/Qwen2-7B-Instruct'],
  batch_sizes: [1, 4],
  precisions: ['fp16'],
  summary: { total_rows: 2, avg_ttft_ms: 50, avg_tbt_ms: 10, avg_throughput_tps: 100 },
  rows: [1, 4].map((batch_size) => ({
    model: 'Qwen/Qwen2-7B-Instruct',
    precision: 'fp16',
    scenario: `short_b${batch_size}`,
    batch_size,
    ttft_ms: 40 + batch_size,
    tbt_ms: 10,
    throughput_tps: 100,
    latency_p50_ms: 900,
    latency_p95_ms: 950,
    latency_p99_ms: 990,
    memory_mb: 5000,
    mode: 'simulate',
  })),
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-report-'))
  const run = ['run', '--workload', 'Q1,Q5', '--output', 'out', '--quiet', '--html', '--plot', '--dpi', '72']
  const ended = await runProgram(run, { cwd })
  if (ended.code !== 0) throw new Error(ended.stderr)
  await mkdir(join(cwd, 'benchmark_results'))
  await writeFile(join(cwd, 'benchmark_results/perf_results.json'), JSON.stringify(originalPerf))
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const report = (...args: string[]) => runInProcess(['report', ...args], { cwd, env: process.env })
const text = (path: string) => readFile(join(cwd, path), 'utf8')
const startOf = async (path: string) => (await readFile(join(cwd, path))).subarray(0, 5).toString('latin1')

describe('a run that was asked for its page and its plots', () => {
  test('leaves report.html with every measured request, and a picture of each kind', async () => {
    expect(await text('out/report.html')).toContain('All 15 measured requests are listed')
    expect((await readdir(join(cwd, 'out/plots'))).sort()).toEqual([
      'latency-ecdf.png',
      'latency-over-time.png',
      'percentile-ladder.png',
      'request-waterfall.png',
      'time-parts.png',
      'workload-intervals.png',
    ])
  })
})

describe('report', () => {
  test('takes the folder of a run, finds what lies beside, and knows the format by the name of the file', async () => {
    const { code, stdout } = await report('--input', 'out', '--output', 'page.html')
    expect([code, stdout]).toEqual([0, ''])
    const page = await text('page.html')
    expect(page).toContain('All 15 measured requests are listed')
    expect(page).toMatch(/<h2 id="environment-title">/)
    expect(page).toContain('Q5: short questions, ten at once')
  })

  test.each([
    ['table', /^Benchmark result\n/],
    ['markdown', /^# Benchmark result\n/],
    ['comment', /^<!-- sagellm-benchmark -->\n/],
    ['json', /^\{\n {2}"schema_version": 1/],
    ['csv', /^workload,successful_requests,/],
    ['html', /^<!doctype html>/],
  ])('prints %s', async (format, start) => {
    const { code, stdout, stderr } = await report('-i', 'out/benchmark_summary.json', '--format', format)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(start)
    expect(stdout).toContain('Q5')
  })

  test('shows one workload with its own requests only', async () => {
    const { stdout } = await report('-i', 'out/Q5_metrics.json', '--format', 'html')
    expect(stdout).toContain('All 10 measured requests are listed')
  })

  test('reads the original’s file, and draws it again in every format that is asked for', async () => {
    const input = ['--input', './benchmark_results/perf_results.json']
    const shown = await report(...input, '--format', 'markdown')
    expect(shown.stdout).toMatch(/SIMULATED/)
    const drawn = await report(...input, '--plot', '--plot-format', 'png', '--plot-format', 'pdf', '--theme', 'dark')
    expect(drawn.code).toBe(0)
    const names = await readdir(join(cwd, 'benchmark_results/plots'))
    expect(names).toEqual(expect.arrayContaining(['throughput-by-batch.png', 'throughput-by-batch.pdf']))
    expect(await startOf('benchmark_results/plots/throughput-by-batch.png')).toContain('PNG')
    expect(await startOf('benchmark_results/plots/throughput-by-batch.pdf')).toBe('%PDF-')
  })

  test('sets several results side by side, without a rank where one round gave no interval', async () => {
    const { code, stdout } = await report('-i', 'out', '-i', 'out/Q1_metrics.json', '--format', 'csv')
    expect(code).toBe(0)
    expect(stdout.split('\r\n').map((line) => line.split(',').slice(0, 2).join())).toEqual([
      'workload,rank',
      'Q1,',
      'Q1,',
      'Q5,',
      '',
    ])
  })

  test.each([
    ['a folder without a result', ['-i', 'out/plots'], /out\/plots/],
    ['a format that does not exist', ['-i', 'out', '--format', 'docx'], /docx.*markdown/],
    ['a result given twice', ['-i', 'out', '-i', 'out/benchmark_summary.json'], /given twice/],
    ['dots per inch that no picture can have', ['-i', 'out', '--plot', '--dpi', '0'], /--dpi/],
  ])('%s is one line on standard error', async (_name, args, message) => {
    const { code, stderr, stdout } = await report(...args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(message)
  })
})
