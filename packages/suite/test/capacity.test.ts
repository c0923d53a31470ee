import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchError, type Clock, systemClock } from '@sagellm-benchmark/protocol-types'
import { capacityFile, type CapacityLine } from '@sagellm-benchmark/protocol-types/sweeps'
import { type Served, serveSimulated } from '@sagellm-benchmark/suite'
import { findCapacity, planCapacity, resumeCapacity } from '@sagellm-benchmark/suite/sweep'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
let engine: Served
/** Four places, each of which answers five tokens in 20 ms at least, the first with the prompt: a fifth request waits for a place. */
const PLACES = 4
const ANSWER_MS = 20

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capacity-'))
  const speed = { decodeStepMs: ANSWER_MS / 4, decodePerSequenceMs: 0, prefillBaseMs: 0, prefillTokensPerSecond: 1e7 }
  engine = await serveSimulated({ ...speed, maxBatchSize: PLACES, noiseCv: 0, seed: 1 }, { dialect: 'vllm' })
})
afterAll(async () => {
  await engine.close()
  await rm(folder, { recursive: true, force: true })
})

const planOf = () => ({
  target: { kind: 'endpoint' as const, url: engine.url, loadThreads: 0 },
  workloads: [
    {
      ...{ name: 'custom', source: 'short_qa', promptTokens: 8, outputTokens: 5, requests: 4 },
      load: { kind: 'poisson' as const, rateRps: 1, maxConcurrency: null, rampUpSeconds: 0 },
    },
  ],
  warmup: { requests: 1, seconds: 0 },
})
const quiet = { calibration: false, tokenCache: false }

test('in requests in flight it lies where the places of the engine end', async () => {
  const { capacity } = await findCapacity(
    // 200 answers a second at most, so that by Little's law N in flight take N times 5 ms on average: 34 ms are over with the seventh.
    {
      question: { by: 'concurrency', slo: ['e2e.avg<34'], high: 32, precision: 0.3, budgetSeconds: 60 },
      plan: planOf(),
    },
    { ...quiet, output: join(folder, 'places'), html: true },
  )
  const { low, high, ended, probes } = capacity
  // A busy machine makes this engine slower and never faster, so that seven in flight are over the limit in any case. How many it carries at least is
  // shown in virtual time, in known-capacity.test.ts: here fewer may truly be too many.
  expect(low ?? 0).toBeLessThanOrEqual(6)
  const loads = (verdict: string) => probes.filter((each) => each.verdict === verdict).map(({ load }) => load)
  // Where they contradict each other, no interval is claimed.
  if (ended === 'contradiction') expect([low, high]).toEqual([null, null])
  else {
    expect(low ?? 0).toBe(Math.max(0, ...loads('meets')))
    expect(high ?? Infinity).toBe(Math.min(Infinity, ...loads('fails')))
  }
  if (ended === 'client_limit') expect(probes.some(({ verdict }) => verdict === 'withheld')).toBe(true)
  const kept = JSON.parse(await readFile(join(folder, 'places', 'capacity.json'), 'utf8'))
  expect(capacityFile.parse(kept, 'capacity.json').probes).toEqual(probes)
  expect(await readFile(join(folder, 'places', 'REPORT.md'), 'utf8')).toContain('# Capacity')
  expect(await readFile(join(folder, 'places', 'report.html'), 'utf8')).toContain('<title>')
})

test('a search that was killed goes on with what it measured', async () => {
  const question = { by: 'concurrency' as const, slo: ['ttft.p50<1000'], high: 4, budgetSeconds: 60 }
  const output = join(folder, 'cut')
  await findCapacity({ question, plan: planOf() }, { ...quiet, output })
  const lines = (await readFile(join(output, 'visits.jsonl'), 'utf8')).trimEnd().split('\n')
  // As kill -9 leaves it: one measurement whole, the next one half written, no result.
  await writeFile(join(output, 'visits.jsonl'), `${lines[0]}\n${lines[1]?.slice(0, 40)}`)
  await rm(join(output, 'capacity.json'))
  const anew: CapacityLine[] = []
  const { capacity } = await resumeCapacity(output, { ...quiet, onVisit: (line) => void anew.push(line) })
  expect(capacity.points).toHaveLength(1 + anew.length)
  const kept = (await readFile(join(output, 'visits.jsonl'), 'utf8')).trimEnd().split('\n')
  expect(kept.map((line) => JSON.parse(line).point.order)).toEqual(capacity.points.map(({ order }) => order))
  expect(capacity.points[0]?.measuredAt).toBe(JSON.parse(lines[0] as string).point.measured_at)
})

test('a budget that is over ends the search with what is known, and says so', async () => {
  const clock = systemClock()
  // Each look at the clock is ten seconds after the one before, so that the first measurement takes up the budget.
  let ahead = 0
  const fast: Clock = { ...clock, now: () => clock.now() + (ahead += 10) }
  const { capacity } = await findCapacity(
    { question: { by: 'concurrency', slo: ['ttft.p50<100000'], high: 4, budgetSeconds: 0.2 }, plan: planOf() },
    { ...quiet, clock: fast, output: join(folder, 'short') },
  )
  expect(capacity.ended).toBe('budget')
  expect(capacity.message).toContain('--resume with a longer --budget')
  const output = join(folder, 'short')
  const same = await resumeCapacity(output, { ...quiet })
  expect(same.capacity).toMatchObject({ ended: 'budget', points: [expect.anything()] })

  const more = await resumeCapacity(output, { ...quiet, budgetSeconds: 100_000 })
  expect(more.capacity.points.length).toBeGreaterThan(1)
  expect(more.capacity.points[0]).toEqual(capacity.points[0])
  const plan = JSON.parse(await readFile(join(output, 'capacity_plan.json'), 'utf8'))
  expect(plan.question).toMatchObject({ budget_seconds: 100_000, precision: 0.2, slo: ['ttft.p50<100000'] })
})

test.each([
  [{ slo: [] }, /the capacity cannot be searched for: slo/],
  [{ slo: ['ttft<200'] }, /--slo cannot be/],
  [{ slo: ['ttft.p99<1'], low: 4, high: 2 }, /range cannot be/],
  [{ slo: ['ttft.p99<1'], by: 'concurrency' as const, low: 1.5 }, /range cannot be/],
])('%j is refused before anything is sent', (question, message) => {
  expect(() => planCapacity({ question: { by: 'rate', ...question }, plan: planOf() })).toThrow(message)
  expect(() => planCapacity({ question: { by: 'rate', ...question }, plan: planOf() })).toThrow(BenchError)
})
