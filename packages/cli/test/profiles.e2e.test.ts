import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReferenceEngine, type EngineServer, startEngineServer } from '@sagellm-benchmark/reference-engine'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runInProcess } from './support/run-in-process.js'

const engine = createReferenceEngine({ decodeStepMs: 1 })
let server: EngineServer
let cwd: string
beforeAll(async () => {
  server = await startEngineServer({ engine, dialect: 'vllm' })
  cwd = await mkdtemp(join(tmpdir(), 'profiles-'))
  vi.stubEnv('XDG_CACHE_HOME', join(cwd, 'cache'))
  const lines = Array.from({ length: 40 }, (_, at) =>
    JSON.stringify({ prompt: `Question ${at} about queue ${at * 7}?` }),
  )
  await writeFile(join(cwd, 'own.jsonl'), lines.join('\n'))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await server.close()
  await engine.close()
  await rm(cwd, { recursive: true, force: true })
})

const execute = (...words: string[]) => runInProcess(words, { cwd })

async function record(label: string, ...flags: string[]) {
  const { code, stderr } = await execute(
    ...['compare-record', '--label', label, '--url', `${server.url}/v1`, '--output-dir', label, '--quiet'],
    ...['--rounds', '2', '--batch-size', '1', '--max-output-tokens', '4', ...flags],
  )
  expect(code, stderr).toBe(0)
  const { rows, capture } = JSON.parse(await readFile(join(cwd, label, `${label}.json`), 'utf8'))
  return { rows, capture, result: `${label}=${label}/${label}.json` }
}

test('captures of one profile can be compared, those of unequal resolved plans only when that is asked for', async () => {
  const a = await record('a', '--profile', 'vllm_random', '--input-len', '16')
  const b = await record('b', '--profile', 'vllm_random', '--prompt-tokens', '16')
  const c = await record('c', '--profile', 'vllm_random', '--input-len', '16', '--supplement', 'q1q8_supplement')
  expect(a.capture.same_spec).toEqual({
    spec_id: 'vllm_random',
    resolved_spec_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(b.capture.same_spec).toEqual(a.capture.same_spec)
  expect(c.capture.same_spec.resolved_spec_hash).not.toBe(a.capture.same_spec.resolved_spec_hash)
  expect(c.capture.plan.scenarios.map(({ supplement }: { supplement: string | null }) => supplement)).toEqual([
    null,
    ...Array.from({ length: 8 }, () => 'q1q8_supplement'),
  ])
  expect(c.rows).toHaveLength(9)

  const offline = (...results: string[]) =>
    execute('compare-offline', ...results.flatMap((each) => ['--result', each]), '--output-dir', 'compared')
  expect((await offline(a.result, b.result)).code).toBe(0)
  const refused = await offline(a.result, c.result)
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--allow-mismatch')
  const allowed = ['compare-offline', '--result', a.result, '--result', c.result, '--allow-mismatch']
  expect((await execute(...allowed, '--output-dir', 'compared')).code).toBe(0)
})

test('a profile of a file sends its prompts, and what is measured can be repeated from its script', async () => {
  const { capture } = await record('own', '--profile', 'vllm_custom', '--dataset-path', 'own.jsonl')
  expect(capture.plan).toMatchObject({ profile: 'vllm_custom' })
  const script = await readFile(join(cwd, 'own/REPRODUCE.sh'), 'utf8')
  expect(script).toContain('--profile vllm_custom')
  expect(script).toContain('--dataset-path own.jsonl')
})
