import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runProgram, type ServerProcess, startServer } from './server-process.js'
import { runInProcess } from './support/run-in-process.js'

let folder: string
let server: ServerProcess

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sagellm-perf-endpoint-'))
  server = await startServer(['serve-cpu'], folder)
})
afterAll(async () => {
  await server.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

const short = ['perf', '--type', 'e2e', '--scenario', 'short', '--max-output-tokens', '16', '--quiet']
const bench = (...more: string[]) => runInProcess([...short, ...more], { cwd: folder, env: process.env })
const result = async () => JSON.parse(await readFile(join(folder, 'benchmark_results/perf_results.json'), 'utf8'))

describe('perf --live', () => {
  test('measures the endpoint, and names the model and precision that it really runs', async () => {
    const asked = ['--model', 'Qwen/Qwen2-7B-Instruct', '--precision', 'int8', '--batch-size', '1', '--batch-size', '2']
    const { code, stdout } = await bench('--live', '--backend-url', server.url, ...asked)
    expect(code).toBe(0)
    const { rows, simulate } = await result()
    expect(simulate).toBe(false)
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      expect(row).toMatchObject({
        model: 'Qwen/Qwen2-7B-Instruct',
        effective_model: 'sagellm-benchmark/tiny-gpt2-random',
        precision: 'int8',
        effective_precision: 'fp32',
        mode: 'live',
        simulated: false,
        memory_mb: expect.any(Number),
        failed_requests: 0,
        output_tokens: 16,
      })
      expect(row.flags).toEqual(expect.arrayContaining(['model_substituted', 'precision_substituted']))
      // The user's own cap made the answers short, not the context window.
      expect(row.flags).not.toContain('clamped')
    }
    expect(stdout).toContain('int8 (really fp32)')
    expect(stdout).toContain('random weights')
  })

  test('an endpoint that is not there is an error, not a row', async () => {
    const { code, stderr, stdout } = await bench('--backend-url', 'http://127.0.0.1:9/v1', '--server-wait', '0')
    expect(code).toBe(1)
    expect(stderr).toMatch(/127\.0\.0\.1:9/)
    expect(stdout).toBe('')
  })
})

describe('perf --simulate', () => {
  test('marks every row and both reports as simulated', async () => {
    const { code, stdout } = await bench('--simulate', '--batch-size', '1', '--batch-size', '2', '--rounds', '2')
    expect(code).toBe(0)
    const { rows, simulate } = await result()
    expect(simulate).toBe(true)
    expect(rows).toHaveLength(2)
    for (const row of rows) {
      expect(row).toMatchObject({ mode: 'simulated', simulated: true, effective_precision: null })
      expect(row.flags).toContain('simulated')
    }
    expect(stdout).toMatch(/SIMULATED/)
    expect(await readFile(join(folder, 'benchmark_results/perf_report.md'), 'utf8')).toMatch(/SIMULATED/)
  })

  test('is never mixed with a live endpoint', async () => {
    const { code, stderr } = await bench('--simulate', '--live')
    expect(code).toBe(2)
    expect(stderr).toMatch(/--simulate/)
  })
})

test('plots are drawn in every asked format, dark, and again from the result alone', async () => {
  const plots = ['--plot', '--plot-format', 'png', '--plot-format', 'pdf', '--theme', 'dark', '--dpi', '96']
  const { code } = await bench('--rounds', '1', '--batch-size', '1', '--batch-size', '2', ...plots)
  expect(code).toBe(0)
  const names = (await result()).plots as string[]
  expect(names).toEqual(expect.arrayContaining(['plots/throughput-by-batch.png', 'plots/throughput-by-batch.pdf']))
  const start = async (name: string) =>
    (await readFile(join(folder, 'benchmark_results', name))).subarray(0, 5).toString('latin1')
  expect(await start('plots/throughput-by-batch.png')).toBe('\x89PNG\r')
  expect(await start('plots/throughput-by-batch.pdf')).toBe('%PDF-')

  const again = [
    'report',
    '--input',
    'benchmark_results/perf_results.json',
    '--plot',
    '--plot-format',
    'png',
    '--dpi',
    '96',
  ]
  expect((await runProgram([...again, '--plot-dir', 'again'], folder)).code).toBe(0)
  expect((await readFile(join(folder, 'again/throughput-by-batch.png'))).length).toBeGreaterThan(1000)
})
