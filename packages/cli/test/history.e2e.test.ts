import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createReferenceEngine, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { historyFile } from '@sagellm-benchmark/protocol-types/history'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

const root = resolve(import.meta.dirname, '../../..')
type Summary = { readonly target: object; readonly workloads: Readonly<Record<string, object>> }

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'history-'))
  await mkdir(join(cwd, 'nightly'))
  for (let at = 0; at < 20; at++) {
    const value = (at < 12 ? 50 : 60) * (1 + (((at * 7) % 11) - 5) / 300)
    await writeFile(
      join(cwd, 'nightly', `serve-${at}.json`),
      JSON.stringify({
        date: `202603${String(at + 1).padStart(2, '0')}-010203`,
        backend: 'vllm',
        model_id: 'M',
        num_prompts: 100,
        request_rate: 'inf',
        request_throughput: 5 + ((at * 3) % 7) / 100,
        mean_ttft_ms: value,
        vllm_version: at < 12 ? '0.10.0' : '0.11.0',
      }),
    )
  }
  await writeFile(join(cwd, 'nightly', 'notes.json'), '{"mine": true}')
})
afterAll(() => rm(cwd, { recursive: true, force: true }))

const history = (...words: string[]) => runInProcess(['history', ...words], { cwd })

test('a jump is told with its place, what changed there, and the command that settles it', async () => {
  const { code, stdout } = await history('nightly', '--html')
  expect(code).toBe(0)
  expect(stdout).toContain('Of 2 series: 1 jumped, 1 nothing but noise.')
  expect(stdout).toMatch(/worse at run 13 \(2026-03-13\)/)
  expect(stdout).toContain('vllm_version 0.10.0 to 0.11.0')
  expect(stdout).toMatch(/compare --model M .* --rounds \d+/)
  expect(stdout).toContain('1 file passed over')
  const file = historyFile.parse(JSON.parse(await readFile(join(cwd, 'history_results/history.json'), 'utf8')), 'h')
  expect(file.series.map(({ judgement }) => judgement.verdict)).toEqual(['jump', 'noise'])
  expect(await readFile(join(cwd, 'history_results/REPORT.md'), 'utf8')).toContain('# History')
  expect(await readFile(join(cwd, 'history_results/report.html'), 'utf8')).toContain('history-series')
})

test('a gate ends with 3, and its checks are in JUnit XML and annotations', async () => {
  const { code, stderr } = await history('nightly', '--fail-on', 'worse', '--quiet', '--output', 'gate')
  expect(code).toBe(3)
  expect(stderr).toContain('1 series became worse: avg_ttft_ms')
  const junit = await runInProcess(['report', '--input', 'gate', '--format', 'junit'], { cwd })
  expect(junit.stdout).toContain('tests="2" failures="1"')
  const github = await runInProcess(['report', '--input', 'gate', '--format', 'github'], { cwd })
  expect(github.stdout).toMatch(/^::error title=/m)
  expect((await history('nightly', '--fail-on', 'worse', '--fail-within', '4', '--output', 'newest')).code).toBe(0)
})

test('a gate prints nothing that a terminal obeys, and no key of an address', async () => {
  await mkdir(join(cwd, 'hostile'))
  for (let at = 0; at < 20; at++)
    await writeFile(
      join(cwd, 'hostile', `${at}.json`),
      JSON.stringify({
        request_latency: { unit: 'ms', avg: at < 12 ? 50 + (at % 3) / 10 : 100 + (at % 3) / 10 },
        time_to_first_token: { unit: 'fortnights', avg: 50 + at },
        request_throughput: { unit: 'requests/sec', avg: 2 + (at % 4) / 100 },
        start_time: `2026-03-${String(at + 1).padStart(2, '0')}T00:00:00`,
        input_config: { endpoint: { type: '\u001b[2Jchat', url: 'http://h:1/v1?api_key=hidden-0123456789' } },
      }),
    )
  const { code, stdout, stderr } = await history('hostile', '--fail-on', 'worse', '--output', 'gated')
  expect(code).toBe(3)
  expect(stderr).toContain('avg_e2el_ms of endpoint')
  expect(`${stdout}${stderr}`).not.toContain('\u001b')
  const kept = await readFile(join(cwd, 'gated/history.json'), 'utf8')
  expect(kept).toContain('--rounds')
  expect(kept).not.toContain('hidden-0123456789')
  // A time in a unit that nobody knows is no time.
  expect(kept).not.toContain('avg_ttft_ms')
})

test('what is not there, and flags that would be ignored, are refused', async () => {
  expect((await history('missing')).code).toBe(2)
  expect((await history('nightly', '--file', 'a.json')).code).toBe(2)
  expect((await history('--git', '.')).code).toBe(2)
  expect((await history('nightly', '--fail-within', '3')).code).toBe(2)
  const typing = await history('nightly', '--metric', 'ttft_mean')
  expect(typing).toMatchObject({ code: 2, stderr: expect.stringContaining('such as avg_ttft_ms') })
  const absent = await history('nightly', '--metric', 'p95_ttft_ms')
  expect(absent.stderr).toContain('nothing with a value of p95_ttft_ms was measured twice')
})

test('results of this program are judged with the machine and the versions beside them', async () => {
  const folder = join(root, 'fixtures/artifacts/0.1/run-endpoint')
  const summary = JSON.parse(await readFile(join(folder, 'benchmark_summary.json'), 'utf8')) as Summary
  for (let at = 0; at < 12; at++) {
    const ttft = (at < 6 ? 20 : 30) * (1 + (((at * 7) % 5) - 2) / 100)
    const workloads = {
      Q1: { ...summary.workloads['Q1'], flags: [], load_not_kept: [], avg_ttft_ms: ttft, p50_ttft_ms: ttft },
    }
    const target = { ...summary.target, engine_version: at < 6 ? '1.0' : '1.1' }
    const createdAt = `2026-04-${String(at + 1).padStart(2, '0')}T00:00:00.000Z`
    await mkdir(join(cwd, 'runs', String(at)), { recursive: true })
    await copyFile(join(folder, 'environment.json'), join(cwd, 'runs', String(at), 'environment.json'))
    await writeFile(
      join(cwd, 'runs', String(at), 'benchmark_summary.json'),
      JSON.stringify({ ...summary, flags: [], workloads, target, created_at: createdAt }),
    )
  }
  expect((await history('runs', '--metric', 'avg_ttft_ms', '--output', 'own')).code).toBe(0)
  const { series } = historyFile.parse(JSON.parse(await readFile(join(cwd, 'own/history.json'), 'utf8')), 'own')
  expect(series).toMatchObject([
    {
      tool: 'sagellm-benchmark run',
      hardware: expect.stringMatching(/cores$/) as string,
      judgement: { verdict: 'jump', changes: [{ at: 6, direction: 'worse' }] },
      environmentChanges: [{ at: 6, name: 'engine_version', before: '1.0', after: '1.1' }],
    },
  ])
  // A figure that targets are not compared on is judged where it is asked for.
  const median = await history('runs', '--metric', 'p50_ttft_ms', '--output', 'median')
  expect(median).toMatchObject({ code: 0, stdout: expect.stringContaining('Of 1 series: 1 jumped') })
})

test('a server that became slower is found over runs against it, unless the client was at its limit, which is said', async () => {
  for (let at = 0; at < 10; at++) {
    // The step takes five times as long from the sixth run on.
    const engine = createReferenceEngine({ decodeStepMs: at < 5 ? 4 : 20, prefillTokensPerSecond: 1e6, seed: 1 })
    const server = await startEngineServer({ engine, dialect: 'vllm' })
    const flags = [
      '--isl',
      '8',
      '--osl',
      '16',
      '--num-prompts',
      '2',
      '--concurrency',
      '1',
      '--quiet',
      '--no-calibration',
    ]
    const words = [
      'run',
      '--backend-url',
      `${server.url}/v1`,
      ...flags,
      '--load-threads',
      '0',
      '--output',
      `live/${at}`,
    ]
    await runInProcess(words, { cwd, env: { XDG_CACHE_HOME: cwd } })
    await server.close()
    await engine.close()
  }
  const { code, stdout, stderr } = await history('live', '--metric', 'avg_e2el_ms', '--output', 'slower')
  // A machine under load shows itself in what is left out.
  if (/claims? nothing: /.test(`${stdout}${stderr}`)) return expect([0, 2]).toContain(code)
  const { series } = historyFile.parse(JSON.parse(await readFile(join(cwd, 'slower/history.json'), 'utf8')), 'slower')
  expect(series).toMatchObject([{ simulated: true, judgement: { verdict: 'jump', changes: [{ at: 5 }] } }])
})
