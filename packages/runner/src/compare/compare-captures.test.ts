import { captureFile } from '@sagellm-benchmark/protocol-types/comparison'
import { ServerCounters } from '@sagellm-benchmark/protocol-types/telemetry'
import { describe, expect, test } from 'vitest'
import { aCapture, aCell } from '../testing/a-capture.js'
import { captureMismatches } from './capture-mismatches.js'
import { captureOf } from './capture-of.js'
import { compareCaptures } from './compare-captures.js'

const slower = aCell({
  rounds: aCell().rounds.map((each) => ({
    ...each,
    figures: { avg_ttft_ms: 40, avg_tbt_ms: 13 + (each.round % 2) / 10 },
  })),
})
const plan = aCapture('a').plan as NonNullable<ReturnType<typeof aCapture>['plan']>

describe('captures made one after the other', () => {
  test('are judged without pairs, and the report says what was not controlled', () => {
    const compared = compareCaptures([aCapture('a'), aCapture('b', { cells: [slower] })], { paired: false })
    expect(compared.verdicts.find(({ metric }) => metric === 'avg_tbt_ms')).toMatchObject({
      verdict: 'worse',
      target: 'b',
    })
    expect(compared.notices.join()).toContain('drift between them was not controlled')
    expect(compared).toMatchObject({ paired: false, baseline: 'a', marginShare: 0.03 })
  })

  test('are judged under another margin where one is asked for', () => {
    const compared = compareCaptures([aCapture('a'), aCapture('b', { cells: [slower] })], {
      paired: false,
      margin: 0.5,
    })
    expect(compared.verdicts.find(({ metric }) => metric === 'avg_tbt_ms')?.verdict).toBe('equivalent')
  })

  test('take no verdict from a time between tokens that most of the streams of one of them do not show', () => {
    const rough = { ...slower, tbt: { leftOut: 0.1, unusable: 0.8, heldBack: true } }
    const sides = [aCapture('a'), aCapture('b', { cells: [rough] })]
    const { verdicts } = compareCaptures(sides, { paired: false })
    expect(verdicts.find(({ metric }) => metric === 'avg_tbt_ms')).toMatchObject({
      verdict: 'inconclusive',
      withheld: 'stream',
      reason: expect.stringContaining('80 % of the streams of b do not show the time between tokens well enough'),
    })
  })

  test('take no verdict where an engine behind the gateway of one of them died, and flag the comparison', () => {
    const serverCounters = ServerCounters.parse({ healthyEnginesBefore: 2, healthyEnginesAfter: 1 })
    const sides = [aCapture('a'), aCapture('b', { cells: [slower], serverCounters })]
    const { verdicts, flags } = compareCaptures(sides, { paired: false })
    expect(verdicts.find(({ metric }) => metric === 'avg_tbt_ms')).toMatchObject({
      verdict: 'inconclusive',
      withheld: 'engines',
      reason: expect.stringContaining('the gateway of b had 2 healthy engines before the rounds and 1 after them'),
    })
    expect(flags).toContain('engines_changed')
  })

  test('say nothing of a cell that one of them lacks', () => {
    const compared = compareCaptures([aCapture('a'), aCapture('b', { cells: [] })], { paired: false })
    expect(compared.verdicts.every(({ verdict }) => verdict === 'inconclusive')).toBe(true)
  })
})

describe('mismatches', () => {
  test('of equal captures are none', () => {
    expect(captureMismatches([aCapture('a'), aCapture('b')])).toEqual([])
  })

  test('are none where only the measuring or the place of a data set differs', () => {
    const scenarios = plan.scenarios.map((each) => ({ ...each, sourceOptions: { path: 'elsewhere' } }))
    const other = { ...plan, scenarios, rounds: 99, maxMinutes: 1, margin: 0.1 }
    expect(captureMismatches([aCapture('a'), aCapture('b', { plan: other })])).toEqual([])
  })

  test.each([
    ['models', { model: 'gpt2' }, /^models: a Qwen.*, b gpt2$/],
    ['batch sizes', { cells: [aCell({ batchSize: 4 })] }, /^scenarios and loads: a short batch 2, b short batch 4$/],
    ['seeds', { plan: { ...plan, seed: 3 } }, /^seeds: a 0, b 3$/],
    [
      'lengths',
      { plan: { ...plan, scenarios: plan.scenarios.map((each) => ({ ...each, outputTokens: 64 })) } },
      /^lengths: a 16 to 9, b 16 to 64$/,
    ],
    [
      'fields of the body',
      { plan: { ...plan, scenarios: plan.scenarios.map((each) => ({ ...each, extraBody: { min_p: 0.1 } })) } },
      /^resolved plans: a [0-9a-f]{12}, b [0-9a-f]{12}$/,
    ],
    ['unmeasured rounds', { plan: { ...plan, warmupRounds: 5 } }, /^resolved plans: /],
    [
      'tokenizers, by the texts',
      { cells: [aCell({ samples: aCell().samples.map((each) => ({ ...each, promptDigest: 'x' })) })] },
      /^tokenizers: 1 prompts are not the same texts/,
    ],
    [
      'tokenizers, by the counts',
      { cells: [aCell({ samples: aCell().samples.map((each) => ({ ...each, promptTokens: 20 })) })] },
      /^tokenizers: short_b2-w-000 is 16 tokens for a, 20 for b$/,
    ],
  ])('of %s are named', (_, changes, message) => {
    const found = captureMismatches([aCapture('a'), aCapture('b', changes as never)])
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(message)
  })
})

describe('a capture of the Python original', () => {
  const row = {
    model: 'm',
    precision: 'live',
    scenario: 'short_b2',
    batch_size: 2,
    ttft_ms: 50,
    tbt_ms: 10,
    throughput_tps: 80,
  }
  const latencies = { latency_p50_ms: 1, latency_p95_ms: 1, latency_p99_ms: 1, memory_mb: 0, mode: 'live' }
  const counts = { effective_model: 'm', successful_requests: 2, failed_requests: 0 }
  const summary = { total_rows: 1, avg_ttft_ms: 50, avg_tbt_ms: 10, avg_throughput_tps: 80 }
  const original = (changes: object = {}) =>
    captureFile.parse(
      {
        kind: 'e2e',
        simulate: false,
        models: ['m'],
        batch_sizes: [2],
        precisions: ['live'],
        summary,
        rows: [{ ...row, ...latencies, ...counts, ...changes }],
        mode: 'live-compare',
        label: 'a',
        url: 'http://127.0.0.1:1/v1',
      },
      'a.json',
    )

  test('is read, and marked: one shot, no interval possible', () => {
    const [a, b] = [captureOf(original(), 'a'), captureOf(original({ tbt_ms: 12 }), 'b')]
    const compared = compareCaptures([a, b], { paired: false })
    expect(compared.flags).toContain('python_original')
    expect(compared.notices.join()).toContain('one shot, no interval possible')
    expect(compared.verdicts.find(({ metric }) => metric === 'avg_tbt_ms')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'one round of each gives no interval',
      ratio: { value: 1.2, low: null },
    })
  })

  test('in which a dead target stands with zeros is no fast target', () => {
    const dead = captureOf(
      original({ ttft_ms: 0, tbt_ms: 0, throughput_tps: 0, successful_requests: 0, failed_requests: 2 }),
      'b',
    )
    const compared = compareCaptures([captureOf(original(), 'a'), dead], { paired: false })
    expect(compared.verdicts.find(({ metric }) => metric === 'avg_ttft_ms')).toMatchObject({
      reason: 'the candidate has no value',
      candidate: { value: null },
    })
  })
})
