import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runInProcess } from './support/run-in-process.js'
import { startReferenceEngine } from './support/start-program.js'

let cwd: string
const engines: Awaited<ReturnType<typeof startReferenceEngine>>[] = []

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'sagellm-cache-'))
})
afterAll(async () => {
  for (const engine of engines) await engine.stop()
  await rm(cwd, { recursive: true, force: true })
})

async function engineThat(...flags: string[]): Promise<string> {
  const engine = await startReferenceEngine(['--decode-step-ms', '1', ...flags], { cwd })
  engines.push(engine)
  return engine.url
}

async function run(url: string, folder: string, ...flags: string[]) {
  const small = [
    '--prompt-tokens',
    '256',
    '--output-tokens',
    '4',
    '--num-prompts',
    '6',
    '--concurrency',
    '1',
    '--quiet',
  ]
  const words = ['run', '--backend-url', url, '--output', folder, ...small, ...flags]
  const { stdout } = await runInProcess(words, { cwd, env: process.env })
  const json = async (name: string) => JSON.parse(await readFile(join(cwd, folder, name), 'utf8'))
  const { metrics } = await json('custom_metrics.json')
  return {
    stdout,
    metrics,
    plan: (await json('config.json')).plan,
    report: await readFile(join(cwd, folder, 'REPORT.md'), 'utf8'),
  }
}

test('where the engine tells, a repeated seed is found out, and a seed that is drawn anew measures no cache', async () => {
  const url = await engineThat('--report-cached-tokens')
  const first = await run(url, 'first', '--seed', '5')
  const second = await run(url, 'second', '--seed', '5')
  expect(first.metrics.cache.verdict).toBe('clean')
  expect(first.metrics.flags).not.toContain('cache_contaminated')
  expect(second.metrics.flags).toContain('cache_contaminated')
  expect(second.metrics.avg_prefix_hit_rate).toBeGreaterThan(0.5)
  expect(second.stdout).toContain('! CACHE CONTAMINATED')
  expect(second.stdout).toMatch(/cache: \d+\.\d % of prompt tokens came from a prefix cache/)
  expect(second.report).toContain('CACHE CONTAMINATED')

  const third = await run(url, 'third')
  const fourth = await run(url, 'fourth')
  expect([third, fourth].map(({ metrics }) => metrics.cache.verdict)).toEqual(['clean', 'clean'])
  expect(third.plan.seed).not.toBe(fourth.plan.seed)
  expect(third.plan.seed_drawn).toBe(true)
  expect(third.report).toContain(`--seed ${third.plan.seed}`)
})

test('where usage is silent, the server’s counters find a repeated seed out', async () => {
  const url = await engineThat('--no-report-cached-tokens')
  const [first, second] = [await run(url, 'counted', '--seed', '5'), await run(url, 'counted-again', '--seed', '5')]
  expect([first, second].map(({ metrics }) => metrics.cache)).toMatchObject([
    { verdict: 'clean', source: 'server_counters' },
    { verdict: 'contaminated', source: 'server_counters' },
  ])
  expect(first.stdout).toMatch(/server: \d+ requests counted, \d+ sent/)
  expect(second.stdout).toContain('! CACHE CONTAMINATED')
})

test('where nothing shows the state of the cache, a given seed is named as what it may be', async () => {
  const url = await engineThat('--no-report-cached-tokens', '--dialect', 'openai')
  expect((await run(url, 'silent', '--seed', '5')).stdout).toContain('! CACHE UNKNOWN')
  expect((await run(url, 'silent-drawn')).stdout).not.toContain('CACHE UNKNOWN')
})
