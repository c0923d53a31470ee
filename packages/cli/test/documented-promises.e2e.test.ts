import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

// Sentences of the documentation that promise what a command does. Each is looked up where it stands, then held against the command, so
// that neither can change without the other.

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-promises-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

async function says(page: string, sentence: string): Promise<void> {
  const text = await readFile(new URL(`../../../${page}`, import.meta.url), 'utf8')
  expect(text.replace(/\s+/g, ' '), page).toContain(sentence)
}

const execute = (...words: string[]) => runInProcess(words, { cwd })

const little = ['--output-tokens', '4', '--quiet', '--num-prompts', '2']

test('README: a run ends with a table that has a row for each workload', async () => {
  await says('README.md', 'ends with a table that has a row for each workload')
  const { code, stdout } = await execute('run', '--workload', 'Q1,Q5', '--backend-url', `${server.url}/v1`, ...little)
  expect(code).toBe(0)
  const rows = stdout.split('\n').map(
    (line) =>
      line
        .trim()
        .split(/[\s│|]+/)
        .filter(Boolean)[0],
  )
  // The table of the lengths has a row for each too.
  for (const name of ['Q1', 'Q5']) expect(rows.filter((first) => first === name).length).toBeGreaterThan(0)
})

test('README: a second run moves the first to previous', async () => {
  await says('README.md', 'A second run moves the first to `benchmark_results/previous/`.')
  const again = () =>
    execute('run', '--workload', 'Q1', '--backend-url', `${server.url}/v1`, '--output', 'twice', ...little)
  await again()
  const { run_id: first } = JSON.parse(await readFile(join(cwd, 'twice/benchmark_summary.json'), 'utf8'))
  await again()
  const [moved] = await readdir(join(cwd, 'twice/previous'))
  const kept = JSON.parse(
    await readFile(join(cwd, 'twice/previous', moved as string, 'benchmark_summary.json'), 'utf8'),
  )
  expect(kept.run_id).toBe(first)
})

test('clients.md: run refuses a model that the server does not serve, and lists what it does', async () => {
  await says('docs/clients.md', "A model that the server's list lacks is an error of `run` that names what it lists")
  const { code, stderr } = await execute(
    ...['run', '--workload', 'Q1', '--backend-url', `${server.url}/v1`, '--model', 'another/model', ...little],
    ...['--output', 'refused'],
  )
  expect(code).not.toBe(0)
  expect(stderr).toContain('another/model')
  expect(stderr).toContain('reference-tiny')
})

test('clients.md: compare measures the only other model instead, and says so', async () => {
  await says('docs/clients.md', '`compare` and `perf` measure the one model that a server has instead, and say so')
  const url = `${server.url}/v1`
  const { stdout, stderr } = await execute(
    ...['compare', '--target', `a=${url}`, '--target', `b=${url}`, '--model', 'another/model', '--rounds', '2'],
    ...['--workload', 'Q1', '--batch-size', '1', '--max-output-tokens', '4', '--quiet', '--output-dir', 'substituted'],
  )
  expect(stdout + stderr).toContain('reference-tiny')
  const capture = JSON.parse(await readFile(join(cwd, 'substituted/a.json'), 'utf8'))
  expect(capture.capture.flags).toContain('model_substituted')
  expect(capture.rows[0]).toMatchObject({ model: 'another/model', effective_model: 'reference-tiny' })
})

test('compare.md: labels become safe file names, and equal ones get a number', async () => {
  await says('docs/compare.md', 'Labels become safe file names (`../a b` is `a-b.json`), and equal ones get a number')
  const url = `${server.url}/v1`
  await execute(
    ...['compare', '--target', `../a b=${url}`, '--target', `a-b=${url}`, '--rounds', '2', '--workload', 'Q1'],
    ...['--batch-size', '1', '--max-output-tokens', '4', '--quiet', '--output-dir', 'labels'],
  )
  const names = await readdir(join(cwd, 'labels'))
  expect(names.filter((name) => /^a-b(-\d+)?\.json$/.test(name)).sort()).toEqual(['a-b-2.json', 'a-b.json'])
})
