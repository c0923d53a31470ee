import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, runProgram, type ServerProcess, startServer } from './server-process.js'
import { runInProcess } from './support/run-in-process.js'

/** Slower and faster by so much that no machine is too busy to tell; waits, not work. */
const speeds = { usual: '10', fast: '2', slow: '30' }
const on = ['--paged-path', 'native-ascend']
const off = ['--paged-path', 'off', '--no-shared-stream', '--no-block-tables']

/** Each candidate against the one baseline; `null` where no log is given. */
const targets = [
  { label: 'before', flags: [...off, '--slowdown', speeds.usual], log: 'before.log', verdict: null },
  { label: 'faster-on', flags: [...on, '--slowdown', speeds.fast], log: 'faster-on.log', verdict: 'converged' },
  {
    label: 'faster-off',
    flags: [...off, '--slowdown', speeds.fast],
    log: 'faster-off.log',
    verdict: 'performance_observation_only',
  },
  {
    label: 'slower-on',
    flags: [...on, '--slowdown', speeds.slow],
    log: 'slower-on.log',
    verdict: 'wired_not_performant',
  },
  { label: 'slower-off', flags: [...off, '--slowdown', speeds.slow], log: 'slower-off.log', verdict: 'not_converged' },
  {
    label: 'unseen',
    flags: ['--dialect', 'openai', ...on, '--slowdown', speeds.fast],
    log: null,
    verdict: 'insufficient_evidence',
  },
]

let folder: string
let servers: ServerProcess[]
let run: Ended
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convergence-'))
  servers = await Promise.all(
    targets.map(({ label, flags }) =>
      startServer(['reference-engine', ...flags, '--log-file', `${label}.log`], folder),
    ),
  )
  const flags = targets.flatMap(({ label, log }, at) => [
    ...['--target', `${label}=${servers[at]?.url}`],
    ...(log === null ? [] : ['--log-file', `${label}=${log}`]),
  ])
  const little = ['--workload', 'Q1', '--batch-size', '2', '--rounds', '6', '--max-output-tokens', '5']
  const asked = ['--model', 'reference-tiny', '--seed', '1', '--require', 'converged', '--output-dir', 'out', '--quiet']
  run = await runProgram(['convergence', ...flags, ...little, ...asked], folder)
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop('SIGTERM')))
  await rm(folder, { recursive: true, force: true })
})

const here = (words: readonly string[]) => runInProcess(words, { cwd: folder, env: process.env })
const out = (name: string) => join(folder, 'out', name)
const json = async (name: string) => JSON.parse(await readFile(out(name), 'utf8'))
type Verdict = {
  target: string
  claim: string
  verdict: string
  path_evidence: { example: { file: string } | null }[]
  metric_evidence: { reason: string | null }[]
}

/** A busy machine takes verdicts away: the client was at its limit. */
const takenAway = (verdicts: readonly Verdict[]) =>
  verdicts.some(({ metric_evidence: metrics }) => metrics.some(({ reason }) => reason?.includes('at its limit')))

describe('convergence of five engines against a baseline', () => {
  test.each(targets.filter(({ verdict }) => verdict !== null))('$label: every claim is $verdict', async (target) => {
    const { verdicts } = (await json('validation_summary.json')) as { verdicts: Verdict[] }
    const own = verdicts.filter((each) => each.target === target.label)
    const expected = takenAway(own) ? 'insufficient_evidence' : target.verdict
    expect(own.map(({ claim, verdict }) => [claim, verdict])).toEqual([
      ['shared_stream_concurrent_batching', expected],
      ['paged_or_native_path_usage', expected],
      ['formal_block_table_usage', expected],
    ])
  })

  test('the gate does not hold: exit code 3, with each claim that failed', () => {
    expect(run.code).toBe(3)
    expect(run.stderr).toContain('required converged: ')
    expect(run.stderr).toMatch(/slower-off formal_block_table_usage is (not_converged|insufficient_evidence)/)
  })

  test('leaves every file that the profile names', async () => {
    const each = targets.flatMap(({ label }) => [`${label}.json`, `${label}.md`, `${label}_models.json`])
    const surfaces = targets.slice(0, 5).flatMap(({ label }) => [`${label}_info.json`, `${label}_metrics.prom`])
    const logs = targets.flatMap(({ label, log }) => (log === null ? [] : [`${label}_log_probe.json`]))
    const own = ['comparison.json', 'comparison.md', 'validation_summary.json', 'VALIDATION.md', 'REPRODUCE.sh']
    expect(await readdir(join(folder, 'out'))).toEqual(
      expect.arrayContaining([
        ...each,
        ...surfaces,
        ...logs,
        ...own,
        'SHA256SUMS',
        'records.jsonl',
        'environment.json',
      ]),
    )
  })

  test('every result field is measured', async () => {
    const { result_fields: fields, targets: found } = await json('validation_summary.json')
    expect(fields).toEqual(
      expect.arrayContaining([
        'avg_ttft_ms',
        'avg_tbt_ms',
        'avg_throughput_tps',
        'output_throughput_tps',
        'request_throughput_rps',
        'shared_stream_markers.hits',
        'paged_path_markers.hits',
        'block_table_markers.hits',
      ]),
    )
    for (const name of fields.filter((each: string) => !each.includes('.'))) {
      for (const target of found) expect(target.summary[name]).toBeGreaterThan(0)
    }
    const after = await json('faster-on_log_probe.json')
    for (const name of fields.filter((each: string) => each.includes('.'))) {
      expect(after[name.split('.')[0]].hits).toBeGreaterThan(0)
    }
  })

  test('the evidence names file and line, and the process was watched', async () => {
    const { verdicts } = (await json('validation_summary.json')) as { verdicts: Verdict[] }
    const [seen] = verdicts.filter(({ target }) => target === 'faster-on')
    expect(seen?.path_evidence[0]?.example).toMatchObject({ file: 'faster-on.log', line: expect.any(Number) })
    const { devices } = await json('probes/faster-on_resources.json')
    expect(devices[0]).toMatchObject({ probe: 'process', device: `pid ${servers[1]?.process.pid}` })
  })

  test('says at once that the engines are simulated, and what is missing', async () => {
    const report = await readFile(out('VALIDATION.md'), 'utf8')
    expect(report.indexOf('SIMULATED')).toBeLessThan(report.indexOf('\n## '))
    expect(report).toContain('missing_log_probe (unseen: no log file was given)')
  })
})

describe('convergence verify', () => {
  test('the untouched result holds, and sha256sum agrees', async () => {
    const { code, stdout } = await here(['convergence', 'verify', 'out'])
    expect(stdout).toMatch(/^\d+ values were worked out again: the result holds\n$/)
    expect(code).toBe(0)
    expect(() => execFileSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: out('') })).not.toThrow()
  })

  test('a verdict that was improved is named, exit code 3', async () => {
    const text = await readFile(out('validation_summary.json'), 'utf8')
    await writeFile(
      out('validation_summary.json'),
      text.replace(/"verdict": "(not_converged|insufficient_evidence)"/, '"verdict": "converged"'),
    )
    const { code, stdout } = await here(['convergence', 'verify', '--folder', 'out'])
    await writeFile(out('validation_summary.json'), text)
    expect(code).toBe(3)
    expect(stdout).toContain('validation_summary.json: changed since the manifest was written')
    expect(stdout).toMatch(
      /verdicts\[\d+\]\.verdict is "converged", its sources give "(not_converged|insufficient_evidence)"/,
    )
  })

  test.each([
    ['a folder without a result', ['convergence', 'verify', '.'], /no convergence result/],
    ['one target', ['convergence', '--model', 'm', '--target', 'a=http://127.0.0.1:1/v1'], /give two or more/],
    [
      'a pattern that RE2 does not know',
      ['convergence', '--model', 'm', ...two(), '--paged-path-markers', '(?=x)'],
      /pagedPathMarkers is not a pattern of RE2/,
    ],
    [
      'a log of nobody',
      ['convergence', '--model', 'm', ...two(), '--log-file', 'c=/tmp/c.log'],
      /no target has this label/,
    ],
  ])('%s is one line on standard error and exit code 2', async (_, args, message) => {
    const { code, stderr } = await here(args)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})

function two(): string[] {
  return ['--target', 'a=http://127.0.0.1:1/v1', '--target', 'b=http://127.0.0.1:2/v1']
}
