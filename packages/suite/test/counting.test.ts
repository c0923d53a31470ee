import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunPlanInput } from '@sagellm-benchmark/protocol-types'
import { ComparisonPlan } from '@sagellm-benchmark/protocol-types/comparison'
import { run } from '@sagellm-benchmark/suite'
import { compare } from '@sagellm-benchmark/suite/compare'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CountingEngine, type CountingEngineOptions, LOAD_TOKENS, startCountingEngine } from './counting-engine.js'
import { endpointAt } from './engines.js'

let folder: string
let runs = 0
const started: CountingEngine[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suite-counting-'))
})
beforeEach(async () => {
  for (const each of started.splice(0)) await each.close()
})
afterAll(async () => {
  for (const each of started) await each.close()
  await rm(folder, { recursive: true, force: true })
})

const workload = {
  name: 'questions',
  source: 'short_qa',
  language: 'en',
  promptTokens: 32,
  outputTokens: LOAD_TOKENS,
  requests: 20,
  load: { kind: 'closed', concurrency: 4 },
} as const

async function engine(options: CountingEngineOptions = {}): Promise<CountingEngine> {
  const made = await startCountingEngine(options)
  started.push(made)
  return made
}

const io = (cache = `cache-${runs}`) => ({
  cwd: folder,
  output: `run-${(runs += 1)}`,
  env: { XDG_CACHE_HOME: join(folder, cache) },
})
const plan = (url: string, fields: Partial<RunPlanInput> = {}): RunPlanInput => ({
  target: { kind: 'endpoint', url },
  workloads: [workload],
  warmup: { requests: 3 },
  ...fields,
})

test('no prompt of a run is counted between its first request and its last, over all workloads and rounds', async () => {
  const { url, countsWithinLoad, seen } = await engine()
  const workloads = [workload, { ...workload, name: 'more' }]
  const built: string[] = []
  const onBuild = ({
    workload: { name },
    built: count,
    total,
  }: {
    workload: { name: string }
    built: number
    total: number | null
  }) => void built.push(`${name} ${count}/${total}`)
  const { summary } = await run(plan(url, { workloads, rounds: 2 }), { ...io(), observers: [{ onBuild }] })

  expect(summary.overall).toMatchObject({ totalRequests: 80, successfulRequests: 80 })
  expect(seen.filter((each) => each === 't').length).toBeGreaterThan(80)
  expect(countsWithinLoad()).toBe(0)
  expect([built[0], built.at(-1)]).toEqual(['questions 1/43', 'more 43/43'])
})

test('nor while a load by duration goes on beyond what was built: lengths are foreseen, and say so', async () => {
  const { url, countsWithinLoad } = await engine()
  const stop = { byRequests: false, durationSeconds: 1 }
  const { workloads } = await run(plan(url, { stop, warmup: { requests: 0 } }), io())
  expect(workloads[0]?.metrics.successfulRequests).toBeGreaterThan(0)
  expect(countsWithinLoad()).toBe(0)
})

test('nor in a comparison', async () => {
  const [one, two] = [await engine(), await engine()]
  const scenarios = [{ ...workload, name: 'short' }]
  const comparison = ComparisonPlan.parse({ scenarios, rounds: 5, batchSizes: [1, 2], seed: 3 })
  const targets = [endpointAt('one', one.url), endpointAt('two', two.url)]
  const { env } = io()
  await compare({ plan: comparison, targets }, { folder: join(folder, 'compared'), env })
  expect(one.seen.filter((each) => each === 't').length).toBeGreaterThan(15)
  expect([one.countsWithinLoad(), two.countsWithinLoad()]).toEqual([0, 0])
})

test('a text is counted once for all runs, unless the cache is switched off', async () => {
  const { url, seen } = await engine()
  const counts = () => seen.splice(0).filter((each) => each === 't').length
  await run(plan(url), io('shared'))
  const first = counts()
  await run(plan(url), io('shared'))
  const again = counts()
  await run(plan(url), { ...io('shared'), tokenCache: false })
  // What tells tokenizers apart and shows that they are to be believed is asked every time.
  expect(again).toBeLessThan(15)
  expect([first > 40, counts() >= first - again]).toEqual([true, true])
})

test('another tokenizer behind the same address and name never reads the counts of the first', async () => {
  const twice = (text: string) => 2 * text.split(/\s+/).filter(Boolean).length
  let count = (text: string) => twice(text) / 2
  const { url, seen } = await engine({ count: (text) => count(text) })
  await run(plan(url), io('changed'))
  seen.splice(0)
  count = twice
  await run(plan(url), io('changed'))
  expect(seen.filter((each) => each === 't').length).toBeGreaterThan(40)
})

test('one question without an answer is asked again', async () => {
  const { url } = await engine({ answers: (question) => question !== 12 })
  const { summary } = await run(plan(url), io())
  expect(summary.overall).toMatchObject({ totalRequests: 20, successfulRequests: 20 })
})
