import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { idsOf, type Line, readRecords } from './support/read-records.js'
import { runInProcess } from './support/run-in-process.js'
import { runProgram, startReferenceEngine } from './support/start-program.js'

let cwd: string
let engine: Awaited<ReturnType<typeof startReferenceEngine>>

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-load-'))
  engine = await startReferenceEngine(['--decode-step-ms', '2'], { cwd })
})
afterAll(async () => {
  await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

const json = async (file: string) => JSON.parse(await readFile(join(cwd, file), 'utf8'))

const here = (...args: string[]) => runInProcess(args, { cwd, env: process.env })

async function run(folder: string, ...flags: string[]) {
  const ended = await here('run', '--backend-url', engine.url, '--output', folder, '--quiet', ...flags)
  // How long a replay takes is said before it.
  expect(ended.stderr.replace(/^! The replay of .* to its last request\.\n\n?/, '')).toBe('')
  expect(ended.code).toBe(0)
  const records = await readRecords(join(cwd, folder))
  return { ...ended, records, measured: records.filter((each) => each.phase === 'measured') }
}

/** Largest number of requests that were on their way together. */
function peak(records: readonly Line[]): number {
  const events = records.flatMap(({ start_at, end_at }) => [
    { at: start_at, step: 1 },
    { at: end_at, step: -1 },
  ])
  let now = 0
  return Math.max(...events.sort((a, b) => a.at - b.at || a.step - b.step).map(({ step }) => (now += step)))
}

const short = ['--prompt-tokens', '32', '--output-tokens', '8']

describe('the load that was asked for', () => {
  test('a rate with a cap: arrivals by the schedule, never more than the cap in flight', async () => {
    const flags = ['--request-rate', '100', '--max-concurrency', '3', '--num-prompts', '40', '--warmup', '4']
    const { measured, records, stdout } = await run('capped', ...short, ...flags)
    expect(measured).toHaveLength(40)
    expect(peak(records)).toBeLessThanOrEqual(3)
    for (const { start_at, scheduled_at } of records) expect(start_at).toBeGreaterThanOrEqual(scheduled_at)
    expect(stdout).toContain('Poisson 100/s, at most 3 in flight · 40 ok')
    const { metrics } = await json('capped/custom_metrics.json')
    expect(metrics.requested_rate_rps).toBe(100)
    expect(metrics.achieved_rate_rps).toBeGreaterThan(0)
  })

  test('warm-up flows into the measurement: one schedule, without a gap or a burst between', async () => {
    const { records } = await run(
      'flow',
      '--request-rate',
      '50',
      '--burstiness',
      'inf',
      '--num-prompts',
      '10',
      '--warmup',
      '5',
    )
    const due = records.map((each) => each.scheduled_at).sort((a, b) => a - b)
    const gaps = due.slice(1).map((at, index) => at - (due[index] as number))
    expect(gaps).toHaveLength(14)
    for (const gap of gaps) expect(gap).toBeCloseTo(20, 6)
  })

  test('a duration alone: requests are made until the time is over, from the schedule of a counted run', async () => {
    const rate = ['--request-rate', '60', '--seed', '9', '--warmup', '0']
    const timed = await run('timed', ...short, ...rate, '--duration', '1')
    const counted = await run('counted', ...short, ...rate, '--num-prompts', '5')
    const first = Math.min(...timed.measured.map((each) => each.scheduled_at))
    const places = timed.measured.map((each) => each.index).sort((a, b) => a - b)
    expect(places).toEqual([...places.keys()])
    expect(Math.max(...timed.measured.map((each) => each.scheduled_at)) - first).toBeLessThan(1000)
    const offsets = (records: readonly Line[]) => {
      const ordered = [...records].sort((a, b) => a.index - b.index)
      return ordered.slice(0, 5).map((each) => (each.scheduled_at - (ordered[0] as Line).scheduled_at).toFixed(6))
    }
    expect(offsets(timed.measured)).toEqual(offsets(counted.measured))
    expect((await json('timed/config.json')).plan.stop).toMatchObject({ duration_seconds: 1, by_requests: false })
  })

  test("a closed loop by time alone goes beyond the workload's own number of requests", async () => {
    const { measured } = await run('closed', '--workload', 'Q1', '--concurrency', '4', '--duration', '1', '--osl', '2')
    expect(new Set(idsOf(measured)).size).toBe(measured.length)
    expect(peak(measured)).toBeLessThanOrEqual(4)
    // Q1 by itself has five.
    expect(measured.length).toBeGreaterThan(5)
  })

  test('what any number of workers sends is the same: requests, prompts, times, counts', async () => {
    const flags = ['--request-rate', '80', '--num-prompts', '24', '--seed', '3', '--save-text']
    const results = await Promise.all(
      ['1', '3'].map(async (workers) => {
        const { records } = await run(`workers-${workers}`, ...short, ...flags, '--workers', workers)
        const start = Math.min(...records.map((each) => each.scheduled_at))
        return records
          .map(({ request_id, scheduled_at, prompt_tokens, output_tokens, ...each }) =>
            JSON.stringify({
              request_id,
              due: (scheduled_at - start).toFixed(4),
              prompt_tokens,
              output_tokens,
              source: (each as { token_count_source?: string }).token_count_source,
            }),
          )
          .sort()
      }),
    )
    // What the report says of the target does not depend on who measured it either.
    const said = await Promise.all(
      ['workers-1', 'workers-3'].map(async (folder) => {
        const { model, backend } = await json(`${folder}/config.json`)
        return [model, backend, (await json(`${folder}/benchmark_summary.json`)).simulated]
      }),
    )
    expect(said).toEqual(Array(2).fill(['reference-tiny', 'sagellm', true]))
    expect(results[0]).toHaveLength(25)
    expect(results[1]).toEqual(results[0])
  })

  test('a trace is replayed whole, at its time scale', async () => {
    await writeFile(join(cwd, 'trace.txt'), '0\n10\n40\n45\n')
    const { measured } = await run('trace', ...short, '--trace', 'trace.txt', '--time-scale', '2', '--warmup', '0')
    const due = measured.map((each) => each.scheduled_at).sort((a, b) => a - b)
    expect(due.map((at) => Number((at - (due[0] as number)).toFixed(6)))).toEqual([0, 20, 80, 90])
  })

  test('a Mooncake trace brings its lengths and prefixes: a window of it, without long prompts, at another rate', async () => {
    const row = (second: number, tokens: number, ids: number[]) =>
      `${JSON.stringify({ timestamp: 1000 * second, input_length: tokens, output_length: 2, hash_ids: ids, who: 'me' })}\n`
    const rows = [
      row(0, 300, [9]),
      row(1, 300, [1]),
      row(2, 3000, [1, 2, 3, 4, 5, 6]),
      row(3, 700, [1, 2]),
      row(5, 90, [7]),
    ]
    await writeFile(join(cwd, 'mooncake.jsonl'), rows.join(''))
    const flags = [
      '--trace',
      'mooncake.jsonl',
      '--trace-start',
      '1',
      '--max-prompt-tokens',
      '1000',
      '--trace-rate',
      '50',
    ]
    const args = [
      'run',
      '--backend-url',
      engine.url,
      '--output',
      'mooncake',
      '--quiet',
      '--endpoint',
      'completions',
      ...flags,
    ]
    const ended = await here(...args)
    expect(ended.stderr).toContain(
      'mooncake.jsonl is read as a mooncake trace with ids of blocks of 512 tokens: 3 of its 5 rows',
    )
    expect(ended.stderr).toContain('Fields without effect: who')
    expect(ended.code).toBe(0)
    const measured = (await readRecords(join(cwd, 'mooncake'))).filter((each) => each.phase === 'measured')
    const ordered = measured.sort((a, b) => a.index - b.index)
    // Two gaps of 2 s become 20 ms each.
    expect(ordered.map((each) => Math.round(each.scheduled_at - (ordered[0] as Line).scheduled_at))).toEqual([
      0, 20, 40,
    ])
    expect(ordered.map((each) => each.prompt_tokens)).toEqual([300, 700, 90])
    const [metrics] = (await readdir(join(cwd, 'mooncake'))).filter((name) => name.endsWith('_metrics.json'))
    const { cache } = (await json(`mooncake/${metrics}`)).metrics
    expect(cache.verdict).not.toBe('contaminated')
    expect(cache.intended_share).toBeGreaterThanOrEqual(300 / 1090)
  })
})

describe('what users of other tools bring', () => {
  test('the flags of vLLM and AIPerf are read as ours', async () => {
    const flags = [
      ...['--isl', '24', '--osl', '6', '--parallel', '2', '--request-count', '6', '--num-warmups', '2'],
      ...['--random-seed', '4', '--header', 'X-Team: blue', '--metadata', 'night=yes', '--save-result'],
      ...['--metric-percentiles', '50,99', '--goodput', 'ttft:60000', 'tpot:60000'],
    ]
    const { measured, stdout } = await run('peers', ...flags)
    expect(measured.map((each) => [each.prompt_tokens === null, each.output_tokens])).toEqual(Array(6).fill([false, 6]))
    const { plan } = await json('peers/config.json')
    expect(plan).toMatchObject({ seed: 4, warmup: { requests: 2 }, metadata: { night: 'yes' } })
    expect(plan.target.headers).toEqual({ 'X-Team': 'blue' })
    expect(plan.workloads[0]).toMatchObject({ prompt_tokens: 24, load: { kind: 'closed', concurrency: 2 } })
    expect(plan.service_levels).toHaveLength(2)
    // On a busy machine the reads of an answer run together, and its time between tokens cannot be judged.
    const { slo_attainment: attainment } = (await json('peers/custom_metrics.json')).metrics
    expect([1, null]).toContain(attainment)
    if (attainment === 1) expect(stdout).toMatch(/judged requests met every service level.* \(100 %\)/)
  })

  test('a result can be had in the formats of other tools', async () => {
    const tools = ['vllm', 'sglang', 'aiperf', 'guidellm'].flatMap((tool) => ['--export', tool])
    await run('exports', ...short, '--concurrency', '2', '--num-prompts', '5', ...tools)
    const files = await readdir(join(cwd, 'exports'))
    expect(files).toEqual(expect.arrayContaining(['profile_export_aiperf.json', 'profile_export.jsonl']))
    expect((await json('exports/benchmarks.json')).benchmarks[0].metrics.request_totals.successful).toBe(5)
    const line = files.find((each) => each.startsWith('sglang_')) as string
    expect(await json(`exports/${line}`)).toMatchObject({ completed: 5, total_output_tokens: 40 })
    const name = files.find((each) => each.includes('qps')) as string
    expect(await json(`exports/${name}`)).toMatchObject({ completed: 5, total_output_tokens: 40 })
  })

  test("workloads of one's own come from a file, or from an earlier run's plan", async () => {
    const [workload] = (await json('exports/config.json')).plan.workloads
    await writeFile(join(cwd, 'mine.json'), JSON.stringify([{ ...workload, name: 'mine', requests: 3 }]))
    const { measured } = await run('own', '--workload-file', 'mine.json')
    expect(idsOf(measured)).toEqual(['mine-r0-000', 'mine-r0-001', 'mine-r0-002'])
    await writeFile(join(cwd, 'wrong.json'), JSON.stringify([{ ...workload, prompt_tokens: 'many' }]))
    const refused = await here('run', '--workload-file', 'wrong.json')
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/wrong\.json workload 1.*prompt_tokens/)])
  })

  test('a ramp and users who think come from a file too, and both end with all of their requests', async () => {
    const shape = { source: 'short_qa', prompt_tokens: 32, output_tokens: 4, requests: 6 }
    const workloads = [
      { ...shape, name: 'climb', load: { kind: 'ramp', start_rps: 10, end_rps: 60, ramp_seconds: 0.5 } },
      { ...shape, name: 'readers', load: { kind: 'user', users: 2, think_seconds: 0.05 } },
    ]
    await writeFile(join(cwd, 'kinds.json'), JSON.stringify(workloads))
    const { measured, stdout } = await run('kinds', '--workload-file', 'kinds.json')
    expect(measured).toHaveLength(12)
    expect(stdout).toContain('linear ramp 10/s to 60/s in 0.5 s · 6 ok')
    expect(stdout).toContain('2 users with 0.05 s of thought on average · 6 ok')
  })
})

test.each([
  [['run', '--concurency', '4'], /did you mean --concurrency\?.*run --help/],
  [['runn'], /no command "runn"; did you mean run\?/],
  [
    ['vllm-compare', 'container'],
    /container needs its action: start, stop, status, logs or pull; such as: sagellm-benchmark vllm-compare container start /,
  ],
  [['vllm-compare', 'container', 'x'], /--action cannot be "x"; give start, stop, status, logs or pull/],
  [
    ['upload-hf', '--dataset', 'o/d', '--private'],
    /; leave it out, or see sagellm-benchmark leaderboard publish --help/,
  ],
  [['parity-gate', 'x'], /no command "x".*parity-gate --help/],
  [
    ['run', '--seed', 'x'],
    /--seed cannot be "x"; give a whole number of 0 or more.*; see sagellm-benchmark run --help/,
  ],
  [['nonstream-compare', '--max-output-tokens', 'x'], /--max-tokens cannot be "x"; give a whole number above 0/],
  [['nonstream-compare', '--output-tokens', 'x'], /--max-tokens cannot be "x"; give a whole number above 0/],
  [['run', '--drain', 'later'], /--drain cannot be "later"; give wait, cancel/],
  [['run', 'stray'], /"stray" is no flag/],
  [['run', '--seed', '1', '--seed', '2'], /--seed was given more than once/],
  [['run', '--concurrency', '2', '--request-rate', '3'], /--max-concurrency caps a rate/],
  [['run', '--duration', '2', '--repeat', '3'], /--repeat.*--num-prompts/],
  [['run', '--metric-percentiles', '42'], /--metric-percentiles.*50, 90, 95, 99/],
])('%j is refused in one line with the name of the program', async (args, message) => {
  const { code, stdout, stderr } = await here(...args)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(/^sagellm-benchmark: /)
  expect(stderr).toMatch(message)
})

test('a refusal is the exit code of the process, and the load of a run ends with it', async () => {
  expect((await runProgram(['run', 'stray'], { cwd })).code).toBe(2)
  const load = ['--backend-url', engine.url, '--output', 'alone', ...short, '--num-prompts', '4', '--quiet']
  expect((await runProgram(['run', ...load], { cwd })).code).toBe(0)
  expect((await readRecords(join(cwd, 'alone'))).filter((each) => each.phase === 'measured')).toHaveLength(4)
})
