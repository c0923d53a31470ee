import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { runProgram } from './support/start-program.js'

const embedded = resolve(import.meta.dirname, '../../backend-cpu/models/tiny')
const WINDOW = 120
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-perf-'))
  vi.stubEnv('HF_HOME', join(folder, 'hf'))
  await cacheModel('Qwen/Qwen2-7B-Instruct')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

/** Puts the tiny model under another name where Hugging Face keeps its models, with a context window that keeps tests short. */
async function cacheModel(id: string): Promise<void> {
  const snapshot = join(folder, 'hf/hub', `models--${id.replace('/', '--')}`, 'snapshots/test')
  await mkdir(snapshot, { recursive: true })
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'generation_config.json'])
    await cp(join(embedded, file), join(snapshot, file))
  await symlink(join(embedded, 'onnx'), join(snapshot, 'onnx'))
  const config = JSON.parse(await readFile(join(embedded, 'config.json'), 'utf8'))
  await writeFile(join(snapshot, 'config.json'), JSON.stringify({ ...config, n_positions: WINDOW, n_ctx: WINDOW }))
}

const bench = (...args: string[]) => runInProcess(args, { cwd: folder, env: process.env })

const text = (name: string) => readFile(join(folder, name), 'utf8')
const json = async (name: string) => JSON.parse(await text(name))
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('perf --type operator', () => {
  test('measures every operator in both forms on this machine, as the documented command says', async () => {
    const words = ['perf', '--type', 'operator', '--device', 'cpu']
    const { code, stdout, stderr } = await runProgram(words, { cwd: folder })
    expect(stderr).not.toMatch(/sagellm-benchmark:/)
    expect(code).toBe(0)
    const result = await json('benchmark_results/perf_results.json')
    expect(result).toMatchObject({ kind: 'operator', device: 'cpu', iterations: 20, warmup: 5, threads: 1 })
    expect(result.comparisons.map((each: { operator: string }) => each.operator)).toEqual(
      expect.arrayContaining(['linear', 'rms_norm', 'silu_mul', 'attention', 'matmul', 'softmax']),
    )
    for (const row of result.comparisons) {
      expect(row.equal).toBe(true)
      expect(row.max_rel_difference).toBeLessThanOrEqual(row.tolerance)
      expect(row.baseline_samples_ms).toHaveLength(20)
      // The row's figures follow from its samples.
      const [reference, fused] = [mean(row.baseline_samples_ms), mean(row.optimized_samples_ms)]
      expect(row.baseline_time_ms).toBeCloseTo(reference, 9)
      expect(row.speedup).toBeCloseTo(reference / fused, 9)
      expect(row.speedup_interval.low).toBeLessThanOrEqual(row.speedup)
      expect(row.speedup_interval.high).toBeGreaterThanOrEqual(row.speedup)
    }
    // 2 * 512 * 768 * 3072 operations and as many additions of the bias as results.
    const linear = result.comparisons[0]
    expect(linear.optimized_gflops * linear.optimized_time_ms * 1e6).toBeCloseTo(2417491968, -3)
    expect(stdout).toContain('SimplifiedLayerNormalization')
    expect(await text('benchmark_results/perf_report.md')).toContain('Measured peak')
  })

  test.each([
    ['a device that is not there', ['--device', 'cuda'], /"cuda".*available: cpu/],
    ['an operator that is none', ['--operator', 'conv'], /conv.*linear/],
  ])('%s gives one line that names what is', async (_name, args, message) => {
    const { code, stdout, stderr } = await bench('perf', '--type', 'operator', ...args)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(message)
    expect([code, stdout]).toEqual([2, ''])
  })
})

describe('perf --type e2e', () => {
  const model = ['--model', 'Qwen/Qwen2-7B-Instruct']

  test('measures each batch size for real, and shows what the context window left', async () => {
    const { code, stdout, stderr } = await bench(
      'perf',
      '--type',
      'e2e',
      ...model,
      '--batch-size',
      '1',
      '--batch-size',
      '4',
    )
    expect(stderr).not.toMatch(/sagellm-benchmark:/)
    expect(code).toBe(0)
    const result = await json('benchmark_results/perf_results.json')
    expect(result).toMatchObject({
      kind: 'e2e',
      simulate: false,
      models: ['Qwen/Qwen2-7B-Instruct'],
      batch_sizes: [1, 4],
    })
    expect(result.rows.map((row: { scenario: string }) => row.scenario)).toEqual([
      'short_b1',
      'short_b4',
      'long_b1',
      'long_b4',
    ])
    // A window of 120 less 10 to spare: half for the output, the rest for the prompt.
    for (const row of result.rows) {
      expect(row).toMatchObject({ mode: 'cpu', simulated: false, prompt_tokens: 55, output_tokens: 55, rounds: 5 })
      expect(row.flags).toContain('clamped')
      expect([row.successful_requests, row.failed_requests]).toEqual([5 * row.batch_size, 0])
    }
    expect(stdout).toContain('55 (asked 2048)')

    const lines = (
      await text('benchmark_results/perf_results_records/Qwen-Qwen2-7B-Instruct_records/short_b4/records.jsonl')
    )
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter((record) => record.phase === 'measured')
    const row = result.rows[1]
    expect(row.ttft_ms).toBeCloseTo(mean(lines.map((each) => each.first_token_at - each.start_at)), 6)
    // Each round's four requests are released at one instant.
    for (let round = 0; round < 5; round += 1) {
      const together = lines.filter((each) => each.round === round)
      expect(together).toHaveLength(4)
      expect(new Set(together.map((each) => each.scheduled_at)).size).toBe(1)
    }
    expect(result.summary.avg_ttft_ms).toBeCloseTo(
      mean(result.rows.map((each: { ttft_ms: number }) => each.ttft_ms)),
      9,
    )
  })

  test('a snapshot of several precisions is held against a baseline', async () => {
    const outputs = [
      '--output-json',
      'benchmark_results/perf_current.json',
      '--output-markdown',
      'benchmark_results/perf_current.md',
    ]
    const batches = ['--batch-size', '1', '--batch-size', '2', '--rounds', '2']
    const precisions = ['--precision', 'fp16', '--precision', 'int8']
    const words = ['perf', '--type', 'e2e', ...model, ...batches, ...precisions, ...outputs]
    expect((await runProgram(words, { cwd: folder })).code).toBe(0)
    const current = await json('benchmark_results/perf_current.json')
    expect(current.rows).toHaveLength(8)
    for (const row of current.rows) {
      expect(row.effective_precision).toBe(row.precision)
      expect(row.flags).not.toContain('precision_substituted')
    }
    expect(new Set(current.rows.map((row: { precision: string }) => row.precision))).toEqual(new Set(['fp16', 'int8']))

    await mkdir(join(folder, 'benchmark_baselines'), { recursive: true })
    await cp(
      join(folder, 'benchmark_results/perf_current.json'),
      join(folder, 'benchmark_baselines/perf_baseline_e2e.json'),
    )
    const compared = await compare()
    expect(compared.code).toBe(0)
    expect(await json('benchmark_results/perf_comparison_summary.json')).toMatchObject({
      overall_status: 'acceptable',
      warning_threshold_pct: 5,
      critical_threshold_pct: 10,
      same_machine: true,
    })
    expect(await text('benchmark_results/perf_comparison_report.md')).toContain('No regression above 5 %')
  })

  test('a slower run is critical, one of another machine is refused', async () => {
    const current = await json('benchmark_results/perf_current.json')
    // Known values with tight intervals: 30 % more time to the first token, everything else as it was.
    const at = (ttft: number) => ({
      ...current,
      rows: current.rows.map((row: Record<string, unknown>) => ({ ...row, ttft_ms: ttft, intervals: {} })),
    })
    await writeFile(join(folder, 'benchmark_baselines/perf_baseline_e2e.json'), JSON.stringify(at(10)))
    await writeFile(join(folder, 'benchmark_results/perf_current.json'), JSON.stringify(at(13)))
    const slower = await compare()
    expect(slower.code).toBe(3)
    const { metrics } = await json('benchmark_results/perf_comparison_summary.json')
    expect(metrics.avg_ttft_ms).toMatchObject({
      current: expect.closeTo(13, 9),
      regression_pct: expect.closeTo(30, 9),
      status: 'critical',
    })
    expect((await compare('--expected-change', 'avg_ttft_ms')).code).toBe(0)

    const elsewhere = { ...at(10), machine_id: 'another', machine: 'another machine' }
    await writeFile(join(folder, 'benchmark_baselines/perf_baseline_e2e.json'), JSON.stringify(elsewhere))
    const refused = await compare()
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/another machine.*--allow-different-machine/)
    const allowed = await compare('--allow-different-machine')
    expect(allowed.code).toBe(3)
    expect(allowed.stdout).toContain('different machines')
  })

  test('several starts are kept in the rows, and are the noise of a check', async () => {
    const load = ['--scenario', 'short', '--batch-size', '2', '--rounds', '2', '--max-output-tokens', '8', '--quiet']
    for (const name of ['before', 'after']) {
      const outputs = ['--output-json', `starts/${name}.json`, '--output-markdown', `starts/${name}.md`]
      const { code } = await bench('perf', '--type', 'e2e', '--simulate', '--restarts', '3', ...load, ...outputs)
      expect(code).toBe(0)
    }
    const { restarts, rows } = await json('starts/before.json')
    expect([restarts, rows.length, rows[0].starts.length]).toEqual([3, 1, 3])
    expect(rows[0].ttft_ms).toBeCloseTo(mean(rows[0].starts.map((start: { ttft_ms: number }) => start.ttft_ms)), 9)
    expect(rows[0]).toMatchObject({ successful_requests: 12, rounds: 6, intervals: { ttft_ms: { method: 'starts' } } })
    // The records of every start lie in a folder of their own.
    const begun = new Set<number>()
    for (const part of ['', 'start_2/', 'start_3/']) {
      const folders = await readdir(join(folder, 'starts/before_records', part))
      const records = folders.find((each) => each.endsWith('_records')) as string
      const [line] = (await text(`starts/before_records/${part}${records}/short_b2/records.jsonl`)).split('\n')
      begun.add(JSON.parse(line as string).start_at)
    }
    expect(begun.size).toBe(3)
    const files = ['--baseline', 'starts/before.json', '--current', 'starts/after.json']
    const { stdout } = await bench('perf-compare', ...files, '--summary-json', 'starts/summary.json')
    expect(stdout).not.toContain('started once')
    expect(await json('starts/summary.json')).toMatchObject({ baseline: { starts: 3 }, current: { starts: 3 } })
  })

  test('repeats on one running server are no starts, and everything that the check writes says so', async () => {
    const repeated = { ...(await json('starts/before.json')), restarted: false }
    await writeFile(join(folder, 'starts/repeated.json'), JSON.stringify(repeated))
    const files = ['--baseline', 'starts/before.json', '--current', 'starts/repeated.json']
    const outputs = ['--summary-json', 'starts/repeats.json', '--report-md', 'starts/repeats.md']
    const { stdout } = await bench('perf-compare', ...files, ...outputs)
    const said = /server of the current run was measured several times and not started anew/
    const summary = await json('starts/repeats.json')
    for (const each of [stdout.replace(/\s+/g, ' '), await text('starts/repeats.md'), summary.notices.join()])
      expect(each).toMatch(said)
    expect([summary.baseline.restarted, summary.current.restarted]).toEqual([true, false])
  })

  function compare(...more: string[]) {
    const files = [
      '--baseline',
      'benchmark_baselines/perf_baseline_e2e.json',
      '--current',
      'benchmark_results/perf_current.json',
    ]
    const thresholds = ['--warning-threshold', '5', '--critical-threshold', '10']
    const outputs = [
      ...['--summary-json', 'benchmark_results/perf_comparison_summary.json'],
      ...['--report-md', 'benchmark_results/perf_comparison_report.md'],
    ]
    return bench('perf-compare', ...files, ...thresholds, ...outputs, ...more)
  }
})
