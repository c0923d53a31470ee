import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

// What a user of the Python original types, and has: the flags of its run, its workload files, the folder that it chooses.

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-original-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

const env = { GITHUB_ACTOR: 'somebody', GITHUB_REPOSITORY: 'a/b', GITHUB_SHA: 'abc', GITHUB_REF: 'refs/pull/7/merge' }
const execute = (...words: string[]) => runInProcess(words, { cwd, env })

const run = (...words: string[]) =>
  execute('run', '--backend-url', `${server.url}/v1`, '--quiet', '--output-tokens', '4', ...words)
const plan = async (...words: string[]) => JSON.parse((await execute('run', '--dry-run', ...words)).stdout)
const json = async (...path: string[]) => JSON.parse(await readFile(join(cwd, ...path), 'utf8'))
const contextOf = async (file: string) => (await readFile(join(cwd, file), 'utf8')).split('\n')[0] as string

describe('workload files', () => {
  test.each(['json', 'yaml'])('the template in %s is measured as it stands', async (format) => {
    const written = await execute('workload-template', '--format', format, '--output', `mine.${format}`)
    expect(written).toMatchObject({ code: 0, stderr: '' })
    expect(await contextOf(`mine.${format}`)).toBe(format === 'yaml' ? 'workloads:' : '{')

    const { code, stderr } = await run('--workload-file', `mine.${format}`, '--output', `of-${format}`)
    expect([code, stderr]).toEqual([0, ''])
    const { workloads } = await json(`of-${format}`, 'benchmark_summary.json')
    expect(
      Object.entries(workloads).map(([name, each]) => [name, (each as { total_requests: number }).total_requests]),
    ).toEqual([
      ['custom_short', 5],
      ['custom_streaming', 3],
      ['custom_batch', 16],
    ])
  })

  test('a comparison takes one too', async () => {
    await writeFile(join(cwd, 'one.yaml'), 'workloads:\n- name: one\n  prompt: Say hello.\n  max_tokens: 4\n')
    const url = `${server.url}/v1`
    const targets = ['--target', `a=${url}`, '--target', `b=${url}`]
    const { code } = await execute(
      'compare',
      ...targets,
      '--workload',
      'one.yaml',
      '--rounds',
      '2',
      '--batch-size',
      '1',
      '--quiet',
      '--output-dir',
      'compared',
    )
    expect(code).toBe(0)
    expect((await json('compared', 'comparison.json')).plan.scenarios[0]).toMatchObject({ name: 'one', source: 'text' })
  })
})

describe('flags', () => {
  test('--mode batch releases all requests of a workload at once', async () => {
    const { workloads } = await plan('--workload', 'Q1,Q5', '--mode', 'batch')
    expect(workloads.map((each: { load: object }) => each.load)).toEqual([
      { kind: 'batch', size: 5 },
      { kind: 'batch', size: 10 },
    ])
    expect(await plan('--workload', 'Q1', '--mode', 'traffic')).toMatchObject({
      workloads: [{ load: { kind: 'closed', concurrency: 1 } }],
    })
    expect((await execute('run', '--mode', 'batch', '--concurrency', '2')).stderr).toContain('--mode works only')
  })

  test('--dataset default and synthetic are the project’s own texts; sharegpt wants its file', async () => {
    for (const dataset of ['default', 'synthetic'])
      expect((await plan('--dataset', dataset, '--num-samples', '2')).workloads).toHaveLength(8)
    const { code, stderr } = await execute('run', '--dataset', 'sharegpt', '--dry-run')
    expect(code).toBe(2)
    expect(stderr).toContain('--dataset-path')
  })

  test('--backend names the engine behind an endpoint, and without one says what is missing', async () => {
    const url = ['--backend-url', 'http://127.0.0.1:9/v1']
    expect((await plan('--backend', 'vllm', ...url)).target).toMatchObject({ kind: 'endpoint', dialect: 'vllm' })
    expect((await plan('--backend', 'lmdeploy', ...url)).target.dialect).toBe('lmdeploy')
    const { code, stderr } = await execute('run', '--backend', 'vllm', '--dry-run')
    expect(code).toBe(2)
    expect(stderr).toContain('--backend-url')
  })
})

test('--layout original numbers the folders of a day, and latest leads to the newest', async () => {
  const words = ['--workload', 'Q1', '--num-samples', '1', '--layout', 'original']
  for (const number of ['001', '002']) {
    expect((await run(...words)).code).toBe(0)
    const [backend] = await readdir(join(cwd, 'outputs'))
    const [model] = await readdir(join(cwd, 'outputs', backend as string))
    const parent = join('outputs', backend as string, model as string)
    const latest = await readlink(join(cwd, parent, 'latest'))
    expect(latest).toMatch(new RegExp(`^Q1_\\d{8}_${number}$`))
    expect(await json(parent, latest, 'config.json')).toMatchObject({ sequence: Number(number), custom_output: false })
  }
  expect((await execute('run', '--layout', 'original', '--output', 'x', '--dry-run')).stderr).toContain(
    '--output works only',
  )
})

test('a run leaves an entry for the leaderboard and canonical results, with the evidence for and against them', async () => {
  const told = ['chip_model=910B2', 'chip_count=2', 'precision=bfloat16', 'submitter=us']
  const hardware = told.flatMap((each) => ['--metadata', each])
  expect((await run('--workload', 'Q1', '--num-samples', '2', '--output', 'entries', ...hardware)).code).toBe(0)
  const entry = await json('entries', 'Q1_leaderboard.json')
  expect(entry).toMatchObject({
    engine: 'vllm',
    sagellm_version: 'N/A',
    config_type: 'multi_gpu',
    hardware: { vendor: 'Huawei', chip_model: '910B2', chip_count: 2 },
    model: { precision: 'BF16' },
    workload: { name: 'Q1', output_length: 4, batch_size: 1 },
    metrics: { error_rate: 0, peak_mem_mb: null },
    metadata: { submitter: 'us', github_repository: 'a/b', github_pr_number: 7, git_commit: 'abc' },
  })
  expect(entry.metadata.idempotency_key).toMatch(/^vllm\|.+\|q1\|.+\|bf16\|910b2\|2\|1\|multi_gpu$/)
  // The reference engine says that it is simulated, whatever it speaks like.
  expect(entry.metadata.evidence.reasons).toContain('it was simulated, not measured')

  const result = await json('entries', 'Q1.canonical.json')
  expect(result).toMatchObject({
    schema_version: 'canonical-benchmark-result/v2',
    artifact_kind: 'execution_result',
    hardware: { family: 'ascend', device_api: 'npu' },
    validation: {
      publishable_to_leaderboard: false,
      parity: { present: false },
      runtime_consistency: { present: false },
    },
    telemetry: { core_decode: { present: false }, log_probe: { present: false } },
    leaderboard: { entry_id: entry.entry_id, exportable: false },
  })
  const manifest = await json('entries', 'run.canonical.json')
  expect(manifest.relations.child_artifact_ids).toEqual([result.artifact_id])
  expect(result.relations.parent_artifact_ids).toEqual([manifest.artifact_id])
  for (const file of ['Q1_leaderboard.json', 'Q1.canonical.json', 'run.canonical.json'])
    expect((await execute('report', '--input', `entries/${file}`)).code).toBe(0)
})
