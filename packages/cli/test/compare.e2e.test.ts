import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  bench,
  benchAlone,
  command,
  engine,
  folder,
  json,
  running,
  shown,
  small,
  startBench,
  startEngine,
  until,
  type Verdict,
  verdictOf,
} from './support/compare-program.js'
import { freePort } from './support/free-port.js'

describe('compare with --target-command', () => {
  test('starts the targets anew between the parts of the measurement, and counts a start as one round', async () => {
    const [a, b] = [await freePort(), await freePort()]
    const { code, stdout, stderr } = await bench(
      'compare',
      ...['--target', `base=http://127.0.0.1:${a}/v1`, '--target', `slow=http://127.0.0.1:${b}/v1`],
      ...['--target-command', `base=${command(engine(a))}`],
      ...['--target-command', `slow=${command(engine(b, '--slowdown', '1.5'))}`],
      ...['--workload', 'Q1', '--batch-size', '2', '--max-output-tokens', '8', '--rounds', '10', '--restarts', '5'],
      ...['--seed', '5', '--output-dir', 'restarts'],
    )
    expect(code).toBe(0)
    const pids = [...stderr.matchAll(/started as process (\d+)/g)].map(([, pid]) => pid)
    expect(new Set(pids).size).toBe(10)
    const { verdicts, notices } = await json('restarts/comparison.json')
    const tbt = verdicts.find((each: Verdict) => each.metric === 'avg_tbt_ms')
    expect(tbt).toMatchObject({ ratio: { n: 5 } })
    // A busy machine takes verdicts away; the numbers still show which way it goes.
    expect(tbt.ratio.value).toBeGreaterThan(1)
    expect(notices.join()).toContain('From start to start the ratio of slow to base')
    expect(stdout).toContain('a start counts as one round')
    const { restarts, capture } = await json('restarts/slow.json')
    expect([restarts, capture.cells[0].rounds.length]).toEqual([5, 10])
    expect(existsSync(join(folder, 'restarts/start_5/records.jsonl'))).toBe(true)
  })

  test('finds that an engine is 80 % slower, keeps everything that shows it, and leaves no process behind', async () => {
    const [a, b] = [await freePort(), await freePort()]
    const { code, stdout, stderr } = await benchAlone(
      'compare',
      ...['--target', `base=http://127.0.0.1:${a}/v1`, '--target', `slow=http://127.0.0.1:${b}/v1`],
      ...['--target-command', `base=${command(engine(a))}`],
      ...['--target-command', `slow=${command(engine(b, '--slowdown', '1.8'))}`],
      ...small,
      ...['--rounds', '14', '--seed', '5', '--output-dir', 'out'],
    )
    expect(stderr).not.toContain('sagellm-benchmark:')
    expect(code).toBe(0)

    const comparison = await json('out/comparison.json')
    const tbt = verdictOf(comparison, 'avg_tbt_ms')
    expect(tbt.target).toBe('slow')
    expect(shown(tbt, 'worse')).toBe('worse')
    expect(shown(verdictOf(comparison, 'avg_throughput_tps'), 'worse')).toBe('worse')
    expect(stdout).toMatch(
      /Time between tokens \(avg_tbt_ms\): slow (?:is worse than base|has no verdict): \+\d+.* % \(95 % CI/,
    )
    expect(stdout).toContain('SIMULATED')
    expect(stdout).toMatch(/avg_tbt_ms .*[├●┤]+ +1\.\d\d \[/)

    expect(
      readdirSync(join(folder, 'out'))
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual([
      'REPRODUCE.sh',
      'SHA256SUMS',
      'base.canonical.json',
      'base.json',
      'base.md',
      'base.server.log',
      'base_core_telemetry.canonical.json',
      'base_core_telemetry.json',
      'comparison.canonical.json',
      'comparison.json',
      'comparison.md',
      'environment.json',
      'records.jsonl',
      'slow.canonical.json',
      'slow.json',
      'slow.md',
      'slow.server.log',
      'slow_core_telemetry.canonical.json',
      'slow_core_telemetry.json',
    ])
    const [ofBase, ofSlow] = [await json('out/base.canonical.json'), await json('out/slow.canonical.json')]
    expect((await json('out/comparison.canonical.json')).relations).toMatchObject({
      baseline_artifact_id: ofBase.artifact_id,
      target_artifact_ids: [ofBase.artifact_id, ofSlow.artifact_id],
    })
    expect(ofSlow.validation).toMatchObject({ publishable_to_leaderboard: false, parity: { present: false } })
    const markdown = await readFile(join(folder, 'out/comparison.md'), 'utf8')
    expect(markdown.indexOf('Time between tokens')).toBeLessThan(markdown.indexOf('●'))
    expect(markdown.indexOf('●')).toBeLessThan(markdown.indexOf('| Target |'))
    expect(
      Object.fromEntries(
        comparison.fairness.map((each: { subject: string; result: string }) => [each.subject, each.result]),
      ),
    ).toMatchObject({
      'served model': 'same',
      requests: 'same',
      tokenizer: 'same',
      'output lengths and finish reasons': 'same',
      'text of greedy answers': 'same',
    })
    expect(comparison.targets[1].delta_vs_baseline.tbt_ms).toBeGreaterThan(0)
    const lines = (await readFile(join(folder, 'out/records.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ phase, target }) => phase === 'measured' && target === 'slow')).toHaveLength(28)

    for (const port of [a, b]) expect(running(`--port ${port} `)).toEqual([])
  })

  test('fails at once where a command dies, shows its last words, and stops the other', async () => {
    const [a, b] = [await freePort(), await freePort()]
    const { code, stderr } = await bench(
      'compare',
      ...['--target', `a=http://127.0.0.1:${a}/v1`, '--target', `b=http://127.0.0.1:${b}/v1`],
      ...['--target-command', `a=${command(engine(a))}`, '--target-command', 'b=echo out of memory; exit 7'],
      ...small,
      ...['--output-dir', 'dies'],
    )
    expect(code).toBe(1)
    expect(stderr).toMatch(/b ended with exit code 7 before it was ready.*out of memory/)
    expect(running(`--port ${a} `)).toEqual([])
    expect(existsSync(join(folder, 'dies/comparison.json'))).toBe(false)
  })

  test('after Ctrl-C tells what was measured and stops what it started', async () => {
    const [a, b] = [await freePort(), await freePort()]
    const program = startBench(
      ...['compare', '--target', `a=http://127.0.0.1:${a}/v1`, '--target', `b=http://127.0.0.1:${b}/v1`],
      ...['--target-command', `a=${command(engine(a))}`, '--target-command', `b=${command(engine(b))}`],
      ...small,
      ...['--rounds', '500', '--output-dir', 'stopped'],
    )
    const journal = join(folder, 'stopped/records.jsonl')
    await program.until(() => existsSync(journal) && readFileSync(journal, 'utf8').split('"measured"').length > 4)
    program.kill('SIGINT')
    expect(await program.ended).toEqual({ code: 130, signal: null })
    expect((await json('stopped/comparison.json')).flags).toContain('interrupted')
    for (const port of [a, b]) expect(running(`--port ${port} `)).toEqual([])
  })

  test('killed without a chance to clean up takes its targets with it', async () => {
    const port = await freePort()
    const program = startBench(
      ...['compare', '--self', '--target', `a=http://127.0.0.1:${port}/v1`],
      ...['--target-command', `a=${command(engine(port))}`, ...small, '--rounds', '500', '--output-dir', 'killed'],
    )
    await program.until(() => running(`reference-engine --port ${port} `).length > 1)
    program.kill('SIGKILL')
    await until(() => running(`--port ${port} `).length === 0)
  })
})

test('a capture that is killed loses no round that had ended', async () => {
  const port = await freePort()
  await startEngine(port)
  const url = `http://127.0.0.1:${port}/v1`
  const program = startBench(
    ...['compare-record', '--label', 'a', '--url', url, ...small, '--rounds', '500', '--output-dir', 'cut'],
  )
  const records = () =>
    existsSync(join(folder, 'cut/records.jsonl'))
      ? readFileSync(join(folder, 'cut/records.jsonl'), 'utf8').split('\n').slice(0, -1)
      : []
  await program.until(() => records().length >= 8)
  program.kill('SIGKILL')
  await program.ended

  const measured = records().filter((line) => JSON.parse(line).phase === 'measured')
  const results = ['--result', 'first=cut/a.json', '--result', 'second=cut/a.json']
  const { code, stdout, stderr } = await bench('compare-offline', ...results, '--output-dir', 'cut-offline')
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(stdout).toContain('The capture of a was cut off; it holds the rounds that had ended.')
  const { verdicts } = await json('cut-offline/comparison.json')
  const errors = verdicts.find((each: Verdict) => each.metric === 'error_rate')
  expect(errors.candidate.n).toBe(measured.length - (measured.length % 2))

  const reported = await bench('report', '--input', 'cut')
  expect([reported.code, reported.stderr]).toEqual([0, ''])
  expect(reported.stdout).toContain('The capture of a was cut off; it holds the rounds that had ended.')
})

describe('compare at a request rate, without --model', () => {
  test('finds the engine that is slower, and no difference to the one that is equal', async () => {
    const [a, b, c] = [await freePort(), await freePort(), await freePort()]
    await startEngine(a)
    await startEngine(b, '--slowdown', '1.8')
    await startEngine(c)
    const { code, stdout, stderr } = await bench(
      'compare',
      ...['--target', `base=http://127.0.0.1:${a}/v1`, '--target', `slow=http://127.0.0.1:${b}/v1`],
      ...['--target', `same=http://127.0.0.1:${c}/v1`],
      ...['--workload', 'Q1', '--request-rate', '40', '--num-prompts', '8', '--max-output-tokens', '10'],
      ...['--rounds', '10', '--margin', '15', '--seed', '5', '--quiet', '--output-dir', 'rate'],
    )
    expect(stderr).not.toContain('sagellm-benchmark:')
    expect(code).toBe(0)
    const comparison = await json('rate/comparison.json')
    expect(comparison).toMatchObject({ model: 'reference-tiny', batch_sizes: [], loads: ['Poisson 40/s'] })
    const of = (target: string) =>
      comparison.verdicts.find((each: Verdict) => each.target === target && each.metric === 'avg_tbt_ms')
    expect(of('slow')).toMatchObject({ load: 'Poisson 40/s', batch_size: null })
    expect(shown(of('slow'), 'worse')).toBe('worse')
    const same = comparison.verdicts.filter((each: Verdict) => each.target === 'same')
    expect(same.map(({ verdict }: Verdict) => verdict)).not.toContain('worse')
    expect(same.map(({ verdict }: Verdict) => verdict)).not.toContain('better')
    expect(stdout).toContain('Q1, Poisson 40/s')
    expect(readFileSync(join(folder, 'rate/REPRODUCE.sh'), 'utf8')).toContain('--request-rate 40')
  })

  test('names what each serves where they have no model in common', async () => {
    const [a, b] = [await freePort(), await freePort()]
    await startEngine(a)
    await startEngine(b, '--model', 'another')
    const { code, stderr } = await bench(
      'compare',
      ...['--target', `a=http://127.0.0.1:${a}/v1`, '--target', `b=http://127.0.0.1:${b}/v1`, '--quiet'],
    )
    expect(stderr).toContain('the targets have no model in common: a serves reference-tiny; b serves another')
    expect(code).not.toBe(0)
  })
})

describe('what cannot be compared is said in one line, before anything is sent', () => {
  test.each([
    ['one target', ['compare', '--model', 'm', '--target', 'a=http://127.0.0.1:1/v1'], /two or more/],
    [
      'a ramp',
      [
        ...['compare', '--target', 'a=http://127.0.0.1:1', '--target', 'b=http://127.0.0.1:1'],
        ...['--request-rate', '4', '--ramp-up', '5'],
      ],
      /without a ramp/,
    ],
    [
      'two loads',
      [
        ...['compare', '--target', 'a=http://127.0.0.1:1', '--target', 'b=http://127.0.0.1:1'],
        ...['--request-rate', '4', '--concurrency', '5'],
      ],
      /--concurrency with --request-rate/,
    ],
    [
      'a label twice',
      ['compare', '--model', 'm', '--target', 'a=http://x/v1', '--target', 'a=http://y/v1'],
      /given before/,
    ],
    [
      'a command for nobody',
      [
        'compare',
        '--model',
        'm',
        '--target',
        'a=http://127.0.0.1:1',
        '--target',
        'b=http://127.0.0.1:1',
        '--target-command',
        'c=x',
      ],
      /no target has this label/,
    ],
    [
      'a remote target to start',
      [
        'compare',
        '--model',
        'm',
        '--target',
        'a=http://192.0.2.1:1/v1',
        '--target',
        'b=http://127.0.0.1:1',
        '--target-command',
        'a=x',
        '--output-dir',
        'remote',
      ],
      /only servers on this machine/,
    ],
    [
      'rounds that are no number',
      [
        'compare',
        '--model',
        'm',
        '--rounds',
        'many',
        '--target',
        'a=http://127.0.0.1:1',
        '--target',
        'b=http://127.0.0.1:1',
      ],
      /--rounds.*auto/,
    ],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await bench(...args)
    expect(stderr.trim().split('\n').at(-1)).toMatch(message)
    expect(code).toBe(2)
    expect(stdout).toBe('')
  })
})

test('install-ascend prints the validated versions, vllm among them, and runs nothing in a dry run', async () => {
  const { code, stdout } = await bench('vllm-compare', 'install-ascend', '--dry-run', '--profile', 'official-v0.11.0')
  expect(code).toBe(0)
  expect(stdout.match(/pip install (\S+)/g)).toEqual(
    [
      '--upgrade',
      'torch==2.7.1',
      'torch-npu==2.7.1.post1',
      'torchvision==0.22.1',
      'torchaudio==2.7.1',
      'transformers==4.57.1',
      'vllm==0.11.0',
      'vllm-ascend==0.11.0',
    ].map((each) => `pip install ${each}`),
  )
})
