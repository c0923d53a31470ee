import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inFolder, ORIGINAL, originalProgram } from './original.mjs'
import { PROGRAM } from './program.mjs'
import { startServer } from './start-server.mjs'

/** Files in both directions: what the published Python original writes is read here, and what is written here is read by it. */
let program
let cwd
let server
let url = ''
let missing = null
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'original-'))
  program = await originalProgram().catch((error) => {
    if (error.code !== 'NOT_REACHABLE') throw error
    missing = error.message
  })
  if (missing !== null) return
  server = await startServer({
    command: process.execPath,
    args: ({ port }) => [PROGRAM, 'reference-engine', '--step-time', '2', '--port', String(port)],
    ready: '/health',
  })
  url = `${server.url}/v1`
  await ours('run', '--workload', 'Q1', '--backend-url', url, '-o', 'our_run')
  await ours('compare', ...bothTargets(), ...SHORT, '--rounds', '1', '--output-dir', 'our_compare')
  await theirs('compare', ...bothTargets(), ...SHORT, '--no-prompt-cleanup', '--output-dir', 'their_compare')
})
afterAll(async () => {
  await server?.stop()
  rmSync(cwd, { recursive: true, force: true })
})

const SHORT = ['--model', 'reference-tiny', '--batch-size', '1', '--max-output-tokens', '8', '--server-wait', '10']
const bothTargets = () => ['--target', `a=${url}`, '--target', `b=${url}`]
const ours = (...args) => inFolder(process.execPath, [PROGRAM, ...args], cwd)
const theirs = (...args) => inFolder(program, args, cwd)
const python = (lines) => inFolder(join(program, '../python'), ['-c', lines.join('\n')], cwd)
const json = (name) => JSON.parse(readFileSync(join(cwd, name), 'utf8'))

/** Skips by name where PyPI is not reachable; else the command ended well. */
async function done(context, ending) {
  if (missing !== null) context.skip(missing)
  const { code, output } = await ending()
  expect(output).not.toMatch(/Traceback/)
  expect(code, output).toBe(0)
  return output
}

test('the version of the original that is installed', async (context) => {
  if (missing !== null) context.skip(missing)
  expect(await theirs('--help')).toMatchObject({ code: 0 })
  console.log(`exchanging files with isagellm-benchmark ${ORIGINAL}`)
})

test('benchmark_summary.json: written here, read by it', async (context) => {
  const output = await done(context, () => theirs('report', '-i', 'our_run/benchmark_summary.json', '--format', 'json'))
  expect(output).toContain('Q1')
})

test('perf_results.json of e2e: written by it, read here, and on our dashboard', async (context) => {
  mkdirSync(join(cwd, 'their_perf'), { recursive: true })
  const files = ['--output-json', 'their_perf/perf_results.json', '--output-markdown', 'their_perf/perf_report.md']
  await done(context, () => theirs('perf', '--type', 'e2e', '--batch-size', '1', '--simulate', ...files))
  const read = () => ours('report', '--input', 'their_perf/perf_results.json', '--format', 'markdown')
  expect(await done(context, read)).toContain('Python original')
  await done(context, () => ours('dashboard', '--results', 'their_perf', '--output', 'ours.html'))
  expect(readFileSync(join(cwd, 'ours.html'), 'utf8')).toContain('short_b1')
})

// It cannot be written by it here: it measures operators with PyTorch, which is left out of the installation.
test('perf_results.json of operators: written here, read by it', async (context) => {
  const quick = ['--iterations', '2', '--warmup', '1']
  const files = ['--output-json', 'our_operator.json', '--output-markdown', 'our_operator.md']
  await done(context, () => ours('perf', '--type', 'operator', ...quick, ...files))
  const output = await done(context, () => theirs('report', '-i', 'our_operator.json', '--format', 'markdown'))
  expect(output).toMatch(/speedup/i)
})

test('perf_results.json of e2e: written here, read by it', async (context) => {
  await done(context, () =>
    ours(
      'perf',
      '--type',
      'e2e',
      '--simulate',
      '--batch-size',
      '1',
      '--output-json',
      'our_e2e.json',
      '--output-markdown',
      'our_e2e.md',
    ),
  )
  expect(await done(context, () => theirs('report', '-i', 'our_e2e.json', '--format', 'markdown'))).toContain(
    'short_b1',
  )
})

test('<label>.json: written by it, compared here', async (context) => {
  const results = ['--result', 'a=their_compare/a.json', '--result', 'b=their_compare/b.json']
  await done(context, () => ours('compare-offline', ...results, '--output-dir', 'here'))
  expect(json('here/comparison.json').targets.map(({ label }) => label)).toEqual(['a', 'b'])
})

test('<label>.json: written here, compared by it', async (context) => {
  const results = ['--result', 'a=our_compare/a.json', '--result', 'b=our_compare/b.json']
  await done(context, () => theirs('compare-offline', ...results, '--output-dir', 'there'))
  expect(json('there/comparison.json')).toMatchObject({ kind: 'compare', baseline: 'a' })
})

test('comparison.json: written by it, read here', async (context) => {
  const output = await done(context, () =>
    ours('report', '--input', 'their_compare/comparison.json', '--format', 'markdown'),
  )
  expect(output).toContain('b against a')
})

test('files of nonstream-compare: written by it, read here', async (context) => {
  await done(context, () =>
    theirs(
      'nonstream-compare',
      ...bothTargets(),
      '--model',
      'reference-tiny',
      '--batch-size',
      '1',
      '--output-dir',
      'their_whole',
    ),
  )
  for (const name of ['comparison.json', 'a.json'])
    await done(context, () => ours('report', '--input', `their_whole/${name}`, '--format', 'markdown'))
})

test.for(['json', 'yaml'])('workload template as %s: written by it, read here', async (format, context) => {
  const name = `template.${format}`
  await done(context, () => theirs('workload-template', '--output', name, '--format', format))
  const output = await done(context, () => ours('run', '--workload-file', name, '--dry-run', '-o', 'dry'))
  expect(output).toContain('custom_streaming')
})

test.for(['json', 'yaml'])('workload template as %s: written here, read by its loader', async (format, context) => {
  const name = `our_template.${format}`
  await done(context, () => ours('workload-template', '--output', name, '--format', format))
  const code = [
    'from sagellm_benchmark.workloads import WorkloadLoader',
    `print([(each.name, str(each.workload_type)) for each in WorkloadLoader.load('${name}')])`,
  ]
  expect(await done(context, () => python(code))).toContain("('custom_batch', 'batch_inference')")
})

test('<name>_metrics.json: written by it, reported and judged here', async (context) => {
  const code = [
    'import pathlib',
    'from sagellm_benchmark.reporters import JSONReporter',
    'from sagellm_benchmark.types import AggregatedMetrics',
    'figures = dict(avg_ttft_ms=40.0, avg_tbt_ms=8.0, avg_tpot_ms=8.0, avg_throughput_tps=90.0, peak_mem_mb=900)',
    'metrics = AggregatedMetrics(total_requests=5, successful_requests=5, **figures)',
    "JSONReporter.generate(metrics, None, pathlib.Path('Q1_metrics.json'))",
  ]
  await done(context, () => python(code))
  const read = () => ours('report', '--input', 'Q1_metrics.json', '--format', 'markdown')
  expect(await done(context, read)).toContain('mean TTFT 40 ms')
  expect(await done(context, () => ours('contract', '--year', '1', 'Q1_metrics.json'))).toContain('6 of 6 checks')
})

test('<name>_metrics.json: written here, read by it', async (context) => {
  const code = [
    'from sagellm_benchmark.reporters import JSONReporter',
    "print(JSONReporter.load('our_run/Q1_metrics.json')['metrics']['total_requests'])",
  ]
  expect(Number(await done(context, () => python(code)))).toBe(json('our_run/Q1_metrics.json').metrics.total_requests)
})

// Its tables are made for the summary of a run alone, so that they fail on its own comparison too: what it can show of one is the JSON.
test('comparison.json: written here, read by it', async (context) => {
  const read = () => theirs('report', '-i', 'our_compare/comparison.json', '--format', 'json')
  expect(await done(context, read)).toContain('delta_vs_baseline')
  const table = await theirs('report', '-i', 'their_compare/comparison.json', '--format', 'markdown')
  expect(table.output).toContain('KeyError')
})

test('perf_results.json: what its regression check takes of a file from here', async (context) => {
  const code = [
    'import json',
    'from sagellm_benchmark.regression import extract_metrics',
    "print(json.dumps(extract_metrics(json.load(open('our_e2e.json')))))",
  ]
  const { avg_ttft_ms, avg_tbt_ms, avg_throughput_tps } = json('our_e2e.json').summary
  const taken = JSON.parse(await done(context, () => python(code)))
  expect(taken).toMatchObject({ avg_ttft_ms, avg_tbt_ms, avg_throughput_tps })
})

test('perf_results.json of e2e: written by it, held against itself here', async (context) => {
  const sides = ['--baseline', 'their_perf/perf_results.json', '--current', 'their_perf/perf_results.json']
  expect(await done(context, () => ours('perf-compare', ...sides))).toContain('avg_ttft_ms')
})

// The published version knows no canonical results; its later branches, which do, are published nowhere.
test('canonical results: it has no code for them, and shows ours as the JSON that they are', async (context) => {
  const code = [
    'import pkgutil, sagellm_benchmark',
    "print([each.name for each in pkgutil.walk_packages(sagellm_benchmark.__path__) if 'canonical' in each.name])",
  ]
  expect(await done(context, () => python(code))).toBe('[]\n')
  const read = () => theirs('report', '-i', 'our_run/Q1.canonical.json', '--format', 'json')
  expect(await done(context, read)).toContain('execution_result')
  const both = ['--result', 'a=our_compare/a.canonical.json', '--result', 'b=our_compare/b.canonical.json']
  await done(context, () => ours('compare-offline', ...both, '--output-dir', 'canonical'))
  expect(json('canonical/comparison.json').targets.map(({ label }) => label)).toEqual(['a', 'b'])
})

// Its own aggregate looks for a script that the published package does not hold; these are the functions that it rests on.
test('leaderboard entries: those from here have the place that it would give them, and its own are read here', async (context) => {
  if (missing !== null) context.skip(missing)
  const code = [
    'import json, pathlib',
    'from sagellm_benchmark.cli import build_canonical_path, build_idempotency_key',
    'from sagellm_benchmark.exporters import LeaderboardExporter',
    'from sagellm_benchmark.types import AggregatedMetrics',
    "entry = json.load(open('our_run/Q1_leaderboard.json'))",
    'metrics = AggregatedMetrics(avg_ttft_ms=40.0, avg_throughput_tps=90.0, total_requests=5, successful_requests=5)',
    "config = {'model': 'Qwen/Qwen2.5-0.5B-Instruct', 'backend': 'cpu', 'versions': {}}",
    "LeaderboardExporter.export_to_leaderboard(metrics, config, 'Q1', pathlib.Path('their_leaderboard.json'))",
    'print(json.dumps([build_canonical_path(entry), build_idempotency_key(entry)]))',
  ]
  const output = await done(context, () => python(code))
  const { canonical_path, metadata } = json('our_run/Q1_leaderboard.json')
  expect(JSON.parse(output.trim().split('\n').at(-1))).toEqual([canonical_path, metadata.idempotency_key])
  const read = () => ours('report', '--input', 'their_leaderboard.json', '--format', 'markdown')
  expect(await done(context, read)).toContain('Qwen2.5-0.5B-Instruct')
})
