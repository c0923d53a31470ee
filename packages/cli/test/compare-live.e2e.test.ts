import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  bench,
  benchAlone,
  folder,
  json,
  running,
  small,
  startEngine,
  shown,
  verdictOf,
} from './support/compare-program.js'
import { freePort } from './support/free-port.js'
import { runInProcess } from './support/run-in-process.js'

describe('endpoints that are there already', () => {
  let a: number
  let b: number
  beforeAll(async () => {
    ;[a, b] = [await freePort(), await freePort()]
    await Promise.all([startEngine(a), startEngine(b, '--slowdown', '1.8')])
  })
  const measured = [...small, '--rounds', '12']

  test('are captured one after the other, and compared offline to the same verdict', async () => {
    for (const [label, port] of [
      ['base', a],
      ['slow', b],
    ] as const) {
      const { code, stderr } = await bench(
        'compare-record',
        '--label',
        label,
        '--url',
        `http://127.0.0.1:${port}/v1`,
        ...measured,
        '--output-dir',
        `record/${label}`,
      )
      expect(stderr).not.toContain('sagellm-benchmark:')
      expect(code).toBe(0)
    }
    const { code, stdout } = await benchAlone(
      'compare-offline',
      '--result',
      'base=record/base/base.json',
      '--result',
      'slow=record/slow/slow.json',
      '--output-dir',
      'record/compare',
    )
    expect(code).toBe(0)
    const comparison = await json('record/compare/comparison.json')
    expect(verdictOf(comparison, 'avg_tbt_ms').target).toBe('slow')
    expect(shown(verdictOf(comparison, 'avg_tbt_ms'), 'worse')).toBe('worse')
    expect(stdout).toContain('drift between them was not controlled')
  })

  test('canonical results of both are compared to the same figures, offline and as a baseline', async () => {
    const results = ['base', 'slow'].map((label) => `record/${label}/${label}.canonical.json`) as [string, string]
    const named = ['--result', `base=${results[0]}`, '--result', `slow=${results[1]}`]
    const { code, stdout, stderr } = await bench('compare-offline', ...named, '--output-dir', 'record/canonical')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('one shot, no interval possible')
    const ttft = async (name: string) =>
      (await json(name)).targets.map((each: { avg_ttft_ms: number }) => each.avg_ttft_ms)
    const [canonical, captured] = [
      await ttft('record/canonical/comparison.json'),
      await ttft('record/compare/comparison.json'),
    ]
    for (const at of [0, 1]) expect(canonical[at]).toBeCloseTo(captured[at], 6)

    const judged = await bench(
      'perf-compare',
      '--baseline',
      results[0],
      '--current',
      results[1],
      '--summary-json',
      'judged.json',
    )
    expect([0, 1, 3], judged.stderr).toContain(judged.code)
    expect((await json('judged.json')).metrics.avg_tbt_ms.regression_pct).toBeGreaterThan(0)
    const whole = await bench(
      'perf-compare',
      '--baseline',
      results[0],
      '--current',
      'record/compare/comparison.canonical.json',
    )
    expect(whole.code).toBe(2)
    expect(whole.stderr).toContain('is a canonical comparison_result without rows of scenarios')
  })

  test('are not compared offline under another plan, unless that is wished and said', async () => {
    await bench(
      'compare-record',
      '--label',
      'other',
      '--url',
      `http://127.0.0.1:${a}/v1`,
      ...small,
      '--rounds',
      '1',
      '--seed',
      '9',
      '--output-dir',
      'record/other',
    )
    const offline = [
      'compare-offline',
      '--result',
      'a=record/base/base.json',
      '--result',
      'b=record/other/other.json',
      '--output-dir',
      'record/mixed',
    ]
    const refused = await bench(...offline)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/seeds: base 0, other 9.*--allow-mismatch/)
    const allowed = await bench(...offline, '--allow-mismatch')
    expect(allowed.code).toBe(0)
    expect(allowed.stdout).toContain('The captures differ: seeds: base 0, other 9.')
  })

  test('are used without running their command, and outlive the comparison; labels become safe file names', async () => {
    const { code, stdout } = await bench(
      'compare',
      ...['--target', `../a b=http://127.0.0.1:${a}/v1`, '--target', `A/B=http://127.0.0.1:${b}/v1`],
      ...['--target-command', `../a b=touch ${join(folder, 'started')}`],
      ...small,
      ...['--rounds', '2', '--output-dir', 'labels', '--prompt-cleanup', '--api-key', 'sk-very-secret-key'],
    )
    expect(code).toBe(0)
    expect(existsSync(join(folder, 'started'))).toBe(false)
    expect(existsSync(join(folder, 'labels/a-b.json'))).toBe(true)
    expect(existsSync(join(folder, 'labels/A-B-2.json'))).toBe(true)
    // Without a terminal nobody is asked, and nothing is ended.
    expect(stdout).toMatch(new RegExp(`port ${a}: process \\d+`))
    expect(stdout).toContain('they are left running')
    expect(running(`--port ${a} `)).toHaveLength(1)
    for (const name of readdirSync(join(folder, 'labels')))
      expect(readFileSync(join(folder, 'labels', name), 'utf8'), name).not.toContain('sk-very-secret-key')
    expect(readFileSync(join(folder, 'labels/REPRODUCE.sh'), 'utf8')).toContain(
      '--api-key-env SAGELLM_BENCHMARK_API_KEY',
    )
  })

  test('that do not stream are compared by whole answers', async () => {
    const { code, stdout } = await benchAlone(
      'nonstream-compare',
      '--target',
      `base=http://127.0.0.1:${a}/v1`,
      '--target',
      `slow=http://127.0.0.1:${b}/v1`,
      '--model',
      'reference-tiny',
      '--batch-size',
      '2',
      '--max-tokens',
      '10',
      '--rounds',
      '12',
      '--quiet',
      '--output-dir',
      'whole',
    )
    expect(code).toBe(0)
    expect(stdout).toContain('the time to the first token, and between tokens, cannot be known')
    const comparison = await json('whole/comparison.json')
    expect(shown(verdictOf(comparison, 'avg_e2el_ms'), 'worse')).toBe('worse')
    expect(verdictOf(comparison, 'avg_ttft_ms')).toBeUndefined()
  })

  test('vllm-compare run takes its addresses from the variables of the original', async () => {
    const env = {
      ...process.env,
      VLLM_COMPARE_SAGELLM_URL: `http://127.0.0.1:${a}/v1`,
      VLLM_COMPARE_VLLM_URL: `http://127.0.0.1:${b}/v1`,
    }
    await runInProcess(['vllm-compare', 'run', ...small, '--rounds', '1', '--output-dir', 'vllm'], { cwd: folder, env })
    expect(await json('vllm/comparison.json')).toMatchObject({
      baseline: 'sagellm',
      targets: [
        { label: 'sagellm', url: env.VLLM_COMPARE_SAGELLM_URL },
        { label: 'vllm', url: env.VLLM_COMPARE_VLLM_URL },
      ],
    })
  })
})

test('a capture of the Python original is read, and marked', async () => {
  const row = {
    model: 'm',
    precision: 'live',
    scenario: 'short_b1',
    batch_size: 1,
    ttft_ms: 50,
    tbt_ms: 10,
    throughput_tps: 80,
    latency_p50_ms: 1,
    latency_p95_ms: 1,
    latency_p99_ms: 1,
    memory_mb: 0,
    mode: 'live',
    effective_model: 'm',
    successful_requests: 1,
    failed_requests: 0,
  }
  const original = (label: string, tbt: number) =>
    JSON.stringify({
      kind: 'e2e',
      simulate: false,
      models: ['m'],
      batch_sizes: [1],
      precisions: ['live'],
      summary: { total_rows: 1, avg_ttft_ms: 50, avg_tbt_ms: tbt, avg_throughput_tps: 80 },
      rows: [{ ...row, tbt_ms: tbt }],
      mode: 'live-compare',
      label,
      url: 'http://127.0.0.1:1/v1',
    })
  await writeFile(join(folder, 'a.json'), original('a', 10))
  await writeFile(join(folder, 'b.json'), original('b', 12))
  const { code, stdout } = await bench(
    'compare-offline',
    '--result',
    'a=a.json',
    '--result',
    'b=b.json',
    '--output-dir',
    'original',
  )
  expect(code).toBe(0)
  expect(stdout).toContain('one shot, no interval possible')
  expect(verdictOf(await json('original/comparison.json'), 'avg_tbt_ms')).toMatchObject({
    verdict: 'inconclusive',
    ratio: { value: 1.2 },
  })
})
