import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError } from '@sagellm-benchmark/protocol-types'
import { readinessFile } from '@sagellm-benchmark/protocol-types/readiness'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { history } from './history.js'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'history-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

/** 20 values around 100 with noise of 1 %, from the eleventh on higher by a factor. */
const level = (factor: number) =>
  Array.from({ length: 20 }, (_, at) => (at < 10 ? 100 : 100 * factor) * (1 + (((at * 7) % 11) - 5) / 400))
const day = (at: number) => `2026-03-${String(at + 1).padStart(2, '0')}`
const put = async (path: string, content: unknown) => {
  const file = join(cwd, path)
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
}
const vllm = (value: number, at: number, more = {}) => ({
  date: `${day(at).replaceAll('-', '')}-010203`,
  endpoint_type: 'openai-chat',
  backend: 'openai-chat',
  model_id: 'M',
  num_prompts: 100,
  request_rate: 'inf',
  burstiness: 1,
  max_concurrency: null,
  completed: 100,
  request_throughput: 5,
  mean_ttft_ms: value,
  vllm_version: at < 10 ? '0.10.0' : '0.11.0',
  ...more,
})

test('starts of a server are series of their own: when it is ready, serves and has recovered, for each kind of start', async () => {
  const figure = (name: string, kind: 'cold' | 'warm', mean: number) => ({
    ...{ figure: name, kind, n: 5, of: 5, mean, low: null, high: null, min: mean, max: mean },
  })
  for (const [at, value] of level(1.2).entries())
    await put(
      `run-${at}/readiness.json`,
      readinessFile.serialize({
        ...{ schemaVersion: 1, kind: 'readiness', createdAt: `${day(at)}T00:00:00.000Z`, toolVersion: '0.1.0' },
        target: {
          ...{ label: 't', kind: 'endpoint', url: 'http://127.0.0.1:1/v1', engine: 'vllm' },
          ...{ engineVersion: at < 10 ? '1' : '2', precision: null },
        },
        ...{ model: 'M', simulated: false, seed: 1, thresholds: [], pollMs: 50, planned: 2, processes: [] },
        load: {
          ...{ promptTokens: 8, outputTokens: 4, rateRps: 2, steadySeconds: 1, burstRequests: 4 },
          ...{ recoverySeconds: 1, windowRequests: 5 },
        },
        cacheBoundary: { coldStart: true, coldCommand: null },
        estimates: [
          figure('readiness_s', 'cold', value),
          figure('readiness_s', 'warm', 5),
          figure('burst_recovery_s', 'warm', 2),
          figure('waiting_peak', 'warm', 3),
        ],
        ...{ warmVsColdImprovementPct: null, checks: [], notices: [], command: null },
      }),
    )
  const { history: file } = await history({ paths: ['.'] }, { cwd })
  expect(file.passedOverCount).toBe(0)
  const said = file.series.map(({ workload, metric, judgement }) => [workload.split(',')[0], metric, judgement.verdict])
  expect(said).toEqual([
    ['cold start', 'readiness_s', 'jump'],
    ['warm start', 'readiness_s', 'noise'],
    ['warm start', 'burst_recovery_s', 'noise'],
  ])
  expect(file.series[0]).toMatchObject({
    ...{ unit: 's', better: 'lower', tool: 'sagellm-benchmark readiness', retest: null },
    judgement: { changes: [{ at: 10, direction: 'worse' }] },
    environmentChanges: [{ at: 10, name: 'engine_version', before: '1', after: '2' }],
  })
  const one = await history({ paths: ['.'], metrics: ['burst_recovery_s'] }, { cwd, output: 'one' })
  expect(one.history.series.map(({ metric }) => metric)).toEqual(['burst_recovery_s'])
})

describe('result files of other programs', () => {
  test('of vLLM are a series by model and load, with what changed where it jumped', async () => {
    for (const [at, value] of level(1.2).entries()) await put(`run-${at}.json`, vllm(value, at))
    const { history: file } = await history({ paths: ['.'], metrics: ['avg_ttft_ms'] }, { cwd })
    expect(file.series).toHaveLength(1)
    expect(file.series[0]).toMatchObject({
      tool: 'vllm bench serve',
      model: 'M',
      judgement: { verdict: 'jump', changes: [{ at: 10, direction: 'worse' }] },
      environmentChanges: [{ at: 10, name: 'vllm_version', before: '0.10.0', after: '0.11.0' }],
    })
    expect(file.series[0]?.message).toContain('vllm_version 0.10.0 to 0.11.0')
    expect(file.series[0]?.retest?.command).toContain('compare')
  })

  test('of AIPerf are read in ms, whatever their unit', async () => {
    for (const [at, value] of level(1.2).entries())
      await put(`${at}/profile_export_aiperf.json`, {
        request_latency: { unit: 's', avg: 1 },
        time_to_first_token: { unit: 's', avg: value / 1000, p99: value / 500 },
        request_throughput: { unit: 'requests/sec', avg: 2 },
        start_time: `${day(at)}T00:00:00`,
        input_config: { endpoint: { model_names: ['M'], url: 'http://a', api_key: 'k' }, loadgen: { concurrency: 4 } },
      })
    const { history: file } = await history({ paths: ['.'], metrics: ['avg_ttft_ms'] }, { cwd })
    expect(file.series).toMatchObject([{ tool: 'aiperf', workload: 'concurrency 4', judgement: { verdict: 'jump' } }])
    expect(file.series[0]?.points[0]?.value).toBeCloseTo(level(1.2)[0] ?? 0, 6)
  })

  test('of GuideLLM are a series for each of their loads', async () => {
    for (const [at, value] of level(1.2).entries())
      await put(`${at}/benchmarks.json`, {
        metadata: { version: 2, guidellm_version: '0.5' },
        benchmarks: [1, 2].map((streams) => ({
          start_time: Date.parse(day(at)) / 1000,
          config: { strategy: { type_: 'concurrent', streams }, backend: { model: 'M' } },
          metrics: { time_to_first_token_ms: { successful: { mean: streams === 1 ? 50 : value } } },
        })),
      })
    const { history: file } = await history({ paths: ['.'] }, { cwd })
    expect(file.series.map(({ workload, judgement }) => [workload, judgement.verdict])).toEqual([
      ['concurrent, streams 2', 'jump'],
      ['concurrent, streams 1', 'noise'],
    ])
  })
})

test('entries of both leaderboards are judged by workload, model and hardware; a broken one takes no other with it', async () => {
  const entry = (value: number, at: number, own: object) => ({
    entry_id: `00000000-0000-0000-0000-0000000000${String(at).padStart(2, '0')}`,
    config_type: 'single_gpu',
    hardware: { vendor: 'NVIDIA', chip_model: 'A100', chip_count: 1 },
    model: { name: 'M', parameters: '1B', precision: 'FP16' },
    workload: { name: 'Q1', input_length: 32, output_length: 64 },
    metrics: { ttft_ms: value, throughput_tps: 10, error_rate: 0 },
    environment: {},
    metadata: { submitted_at: `${day(at)}T00:00:00Z` },
    ...own,
  })
  const ours = level(1).map((value, at) => entry(value, at, { sagellm_version: '0.1.0' }))
  const theirs = level(0.8).map((value, at) => entry(value, at, { engine: 'vllm-hust', engine_version: `v${at}` }))
  await put('leaderboard_single.json', [...ours, { entry_id: 'x', metadata: {} }, ...theirs])
  const { history: file } = await history({ paths: ['leaderboard_single.json'], metrics: ['avg_ttft_ms'] }, { cwd })
  expect(file.series.map(({ engine, judgement }) => [engine, judgement.verdict])).toEqual([
    ['vllm-hust', 'jump'],
    ['sagellm', 'noise'],
  ])
  expect(file.series[0]?.judgement.changes[0]?.direction).toBe('better')
  expect(file.passedOverCount).toBe(1)
})

test('odd and hostile files are passed over and counted', async () => {
  for (const [at, value] of level(1).entries()) await put(`run-${at}.json`, vllm(value, at))
  const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const odd: Record<string, unknown> = {
    'empty.json': '',
    'null.json': 'null',
    'number.json': '5',
    'deep.json': nested,
    'proto.json': '{"__proto__": {"model_id": "x"}, "constructor": 1}',
    'binary.json': '\u0000\u0001',
    'cut.json': '{"model_id": "M", ',
    'guidellm.json': { benchmarks: [{ metrics: { time_to_first_token_ms: 'x' } }, null, 7] },
    'aiperf.json': { request_latency: { unit: 'ms', avg: 1 }, request_throughput: { avg: 2 }, input_config: 'no' },
    'vllm.json': vllm(Number.MAX_VALUE, 0, { mean_ttft_ms: 'NaN', date: 7, model_id: '\u001b[31m' }),
    'entry.json': [{ entry_id: {}, metadata: 'x' }],
  }
  for (const [name, content] of Object.entries(odd)) await put(name, content)
  const { history: file, failed } = await history({ paths: ['.'], failOn: 'jump' }, { cwd, html: true })
  expect(failed).toEqual([])
  expect(file.passedOver.map(({ source }) => source).sort()).toEqual(
    [
      'binary.json',
      'cut.json',
      'deep.json',
      'empty.json',
      'entry.json',
      'null.json',
      'number.json',
      'proto.json',
    ].sort(),
  )
  expect(await readFile(join(cwd, 'history_results', 'report.html'), 'utf8')).toContain('history-series')
})

test('a measurement that claims nothing is in no series, and the notices say why', async () => {
  for (const [at, value] of level(1).entries())
    await put(`run-${at}.json`, vllm(value, at, at === 3 ? { completed: 0 } : {}))
  const { history: file } = await history({ paths: ['.'], metrics: ['avg_ttft_ms'] }, { cwd })
  expect(file.series[0]?.points).toHaveLength(19)
  expect(file.notices.join(' ')).toContain('1 measurement claims nothing: no request succeeded')
})

test('the gate fails on what is named, and where that may lie in the newest runs', async () => {
  for (const [at, value] of level(1.2).entries()) await put(`run-${at}.json`, vllm(value, at))
  const failed = async (more: object) =>
    (await history({ paths: ['.'], metrics: ['avg_ttft_ms'], ...more }, { cwd })).failed
  expect(await failed({})).toHaveLength(0)
  expect(await failed({ failOn: 'worse' })).toHaveLength(1)
  expect(await failed({ failOn: 'worse', failWithin: 5 })).toHaveLength(0)
  expect(await failed({ failOn: 'worse', margin: 0.5 })).toHaveLength(0)
})

test('nothing that was measured twice is an error that says what was passed over', async () => {
  await put('a.json', { x: 1 })
  await expect(history({ paths: ['.'] }, { cwd })).rejects.toMatchObject({
    code: 'not_found',
    message: /1 passed over/,
  })
  await expect(history({ paths: ['missing'] }, { cwd })).rejects.toMatchObject({ code: 'not_found' })
})

describe('a git history', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], { cwd })

  test('is read in every version of the file', async () => {
    git('init', '-q')
    for (const [at, value] of level(1.2).entries()) {
      await put('results/latest.json', at === 5 ? 'broken' : vllm(value, at))
      git('add', '.')
      git('commit', '-q', '-m', String(at))
    }
    const request = { git: { repository: '.', files: ['results/latest.json'] }, metrics: ['avg_ttft_ms'] }
    const { history: file } = await history(request, { cwd })
    expect(file.series[0]?.points).toHaveLength(19)
    expect(file.series[0]?.judgement.changes).toHaveLength(1)
    expect(file.series[0]?.points[0]?.source).toMatch(/^results\/latest\.json at [0-9a-f]{12}$/)
    expect(file.passedOverCount).toBe(1)
  })

  test('without git, and without the file, is refused clearly', async () => {
    const request = { git: { repository: '.', files: ['a.json'] } }
    await expect(history(request, { cwd })).rejects.toMatchObject({ code: 'not_found' })
    const runGit = () => Promise.reject(new BenchError('unavailable', 'git cannot be started'))
    await expect(history(request, { cwd, runGit })).rejects.toMatchObject({ code: 'unavailable' })
  })
})
