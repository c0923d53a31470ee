import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveSimulated } from '@sagellm-benchmark/suite'
import { runInProcess } from './support/run-in-process.js'

let cwd: string
let server: Awaited<ReturnType<typeof serveSimulated>>
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-thresholds-'))
  server = await serveSimulated({ decodeStepMs: 1 })
})
afterAll(async () => {
  await server.close()
  await rm(cwd, { recursive: true, force: true })
})

const json = async (name: string) => JSON.parse(await readFile(join(cwd, name), 'utf8'))
const execute = (...words: string[]) => runInProcess(words, { cwd })
/** In this process no client stands between engine and stamp that a loaded machine could bring to its limit. */
const run = (...words: string[]) => execute('run', '--backend', 'cpu', '--workload', 'Q1', '-q', ...words)

describe('run --threshold', () => {
  test('that fails gives 3, and is in the summary, the report, the comment, JUnit XML and annotations', async () => {
    const { code, stdout, stderr } = await run('-o', 'gated', '--threshold', 'ttft.max<0.001ms', 'errors<=0')
    expect(stderr).toContain('threshold of Q1: ttft.max<0.001ms FAILS: ')
    expect(code).toBe(3)
    expect(stdout).toContain('threshold ttft.max<0.001ms FAILS: ')
    const { workloads } = await json('gated/benchmark_summary.json')
    expect(workloads.Q1.thresholds).toMatchObject([
      { threshold: 'ttft.max<0.001ms', figure: 'max_ttft_ms', verdict: 'fails', passed: false, basis: 'value' },
      { threshold: 'errors<=0%', figure: 'error_rate', verdict: 'holds', passed: true, value: 0 },
    ])
    expect(await json('gated/config.json')).toMatchObject({ plan: { thresholds: ['ttft.max<0.001ms', 'errors<=0%'] } })
    const shown = async (format: string) => (await execute('report', 'gated', '--format', format)).stdout
    expect(await shown('junit')).toMatch(
      /<testsuite name="Q1" tests="2" failures="1"[^]*name="ttft.max&lt;0.001ms"><failure/,
    )
    expect(await shown('github')).toMatch(
      /^::error title=Q1%3A ttft.max<0.001ms::.*\n::notice title=Q1%3A errors<=0%25::/,
    )
    for (const format of ['comment', 'markdown', 'html'])
      expect(await shown(format)).toMatch(/ttft\.max(&lt;|\\?<)0\.001ms FAILS/)
  })

  test('that cannot be decided fails, and says what would decide it; --on-undecided pass lets it pass', async () => {
    const undecided = await run('-o', 'open', '--threshold', 'output_throughput>0.1')
    expect(undecided.code).toBe(3)
    expect(undecided.stderr).toContain('output_throughput>0.1 cannot be decided: ')
    expect(undecided.stderr).toContain('--repeat 5')
    expect(undecided.stderr).toContain('let it pass with --on-undecided pass')
    const passed = await run('-o', 'open', '--threshold', 'output_throughput>0.1', '--on-undecided', 'pass')
    expect(passed.code).toBe(0)
    expect((await execute('report', 'open', '--format', 'junit')).stdout).toContain('<skipped message=')
  })

  test('on each request is a service level that every request must keep', async () => {
    const { code } = await run('-o', 'each', '--threshold', 'ttft<60s')
    expect(code).toBe(0)
    const { workloads } = await json('each/benchmark_summary.json')
    expect(workloads.Q1).toMatchObject({
      slo_attainment: 1,
      service_levels: [{ metric: 'ttft_ms', max_ms: 60_000 }],
      thresholds: [{ threshold: 'ttft<=60000ms', verdict: 'holds', basis: 'value' }],
    })
  })

  test.each([
    ['ttft.p98<500', 'say which statistic of ttft'],
    ['errors<1', 'a share is below 1'],
    ['ttfb<1', 'there is no metric ttfb'],
    ['ttft.p99', 'write METRIC.STATISTIC<LIMIT'],
  ])('%s is a mistake that is named before anything is sent', async (text, message) => {
    const { code, stderr } = await run('-o', 'never', '--threshold', text)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  test('in a plan file is judged alike', async () => {
    const plan = JSON.parse((await run('--dry-run')).stdout)
    await writeFile(join(cwd, 'plan.json'), JSON.stringify({ ...plan, thresholds: ['errors.p99<1%'] }))
    const refused = await execute('run', '--plan', 'plan.json', '-q', '-o', 'planned')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('errors is one figure of the run')
    await writeFile(join(cwd, 'plan.json'), JSON.stringify({ ...plan, thresholds: ['ttft.max<1us'] }))
    expect((await execute('run', '--plan', 'plan.json', '-q', '-o', 'planned')).code).toBe(3)
  })
})

test('perf judges each row, and refuses limits on each request', async () => {
  const perf = ['perf', '--type', 'e2e', '--scenario', 'short', '--batch-size', '1', '--rounds', '1', '-q']
  const given = ['--max-output-tokens', '4', '--output-json', 'perf.json', '--threshold']
  const broken = await execute(...perf, ...given, 'ttft.max<1us', 'errors<=0')
  expect(broken.code).toBe(3)
  expect((await json('perf.json')).rows[0].thresholds).toMatchObject([{ verdict: 'fails' }, { verdict: 'holds' }])
  const refused = await execute(...perf, '--threshold', 'ttft<200')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('only run judges each request')
})

test('compare judges every target under every load', async () => {
  const flags = [
    '--self',
    '--model',
    'reference-tiny',
    '--target',
    `a=${server.url}`,
    '--batch-size',
    '1',
    '--workload',
    'Q1',
  ]
  const few = ['--rounds', '2', '--max-output-tokens', '4', '-q', '--no-calibration', '--output-dir', 'compared']
  // A memory that the server does not report is one of which nobody showed that it keeps the limit.
  const { code, stderr } = await execute('compare', ...flags, ...few, '--threshold', 'peak_mem<1')
  expect(stderr).toMatch(/threshold of a Q1_b1: peak_mem<1 cannot be decided: it was not measured/)
  expect(code).toBe(3)
  expect((await execute('report', 'compared', '--format', 'junit')).stdout).toMatch(/failures="[1-9]/)
})
