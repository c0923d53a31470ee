import type { ComparisonVerdict } from '@sagellm-benchmark/protocol-types/comparison'
import { captureFile, comparisonFile } from '@sagellm-benchmark/protocol-types/comparison'
import { describe, expect, test } from 'vitest'
import { compareOnVirtualClock } from '../testing/compare-on-virtual-clock.js'
import type { ComparisonResult } from './run-comparison.js'

const verdictOf = ({ comparison }: ComparisonResult, metric: string, batchSize = 2) =>
  comparison?.verdicts.find((each) => each.metric === metric && each.batchSize === batchSize) as ComparisonVerdict
const findingOf = ({ comparison }: ComparisonResult, subject: string) =>
  comparison?.fairness.find((each) => each.subject === subject)

describe('an engine that is 25 % slower', () => {
  const compared = compareOnVirtualClock({ a: {}, b: { ttftMs: 50, tbtMs: 12.5 } })

  test('is worse in each metric that has rounds to judge it by', async () => {
    const { result } = await compared
    for (const metric of ['avg_ttft_ms', 'avg_tbt_ms', 'output_throughput_tps', 'request_throughput_rps'])
      expect(verdictOf(result, metric).verdict).toBe('worse')
    expect(verdictOf(result, 'avg_tbt_ms').ratio.value as number).toBeCloseTo(1.25, 1)
    expect(verdictOf(result, 'p99_ttft_ms')).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('percentile'),
    })
  })

  test('gets the same prompts as the other, in turns that change sides every round', async () => {
    const { records } = await compared
    const measured = records.filter(({ phase }) => phase === 'measured')
    const turns = [...new Set(measured.map(({ round, target }) => `${round}${target}`))].slice(0, 8)
    expect(turns).toEqual(['0a', '0b', '1b', '1a', '2a', '2b', '3b', '3a'])
    const ids = (label: string) =>
      measured.flatMap(({ target, requestId }) => (target === label ? [requestId] : [])).sort()
    expect(ids('a')).toEqual(ids('b'))
    expect(new Set(ids('a')).size).toBe(20)
  })

  test('is never measured while the other is', async () => {
    const { records } = await compared
    const spans = records
      .map(({ target, startAt, endAt }) => ({ target, startAt, endAt }))
      .sort((x, y) => x.startAt - y.startAt)
    spans.forEach((span, at) => {
      const overlapping = spans
        .slice(0, at)
        .filter((before) => before.endAt > span.startAt && before.target !== span.target)
      expect(overlapping).toEqual([])
    })
  })

  test('was warmed up outside the sample', async () => {
    const { result, records } = await compared
    const warm = records.filter(({ phase }) => phase === 'warmup')
    expect(warm.map(({ target }) => target).sort()).toEqual(['a', 'a', 'b', 'b'])
    expect(result.targets[0]?.file.capture?.cells[0]).toMatchObject({ requests: 20, failed: 0 })
    expect(Math.max(...warm.map(({ endAt }) => endAt))).toBeLessThanOrEqual(
      Math.min(...records.flatMap(({ phase, startAt }) => (phase === 'measured' ? [startAt] : []))),
    )
  })

  test('leaves files that can be read back', async () => {
    const { result } = await compared
    const wire = comparisonFile.serialize(result.comparison as never)
    expect(comparisonFile.parse(JSON.parse(JSON.stringify(wire)), 'comparison.json')).toEqual(result.comparison)
    for (const { file } of result.targets)
      expect(captureFile.parse(JSON.parse(JSON.stringify(captureFile.serialize(file))), 'a.json')).toEqual(file)
    expect(wire).toMatchObject({ kind: 'compare', baseline: 'a', batch_sizes: [2], rounds: 10 })
    expect(result.comparison?.targets[1]?.deltaVsBaseline?.tbt_ms as number).toBeCloseTo(2.5, 0)
  })
})

describe('rounds: auto', () => {
  test('ends a cell as soon as all of its verdicts are decided that rounds can decide', async () => {
    const { result } = await compareOnVirtualClock(
      { a: { noise: 0.01 }, b: { ttftMs: 60, tbtMs: 15, noise: 0.01 } },
      { rounds: 'auto', batchSizes: [30], maxRounds: 24 },
    )
    const [ending] = result.comparison?.endings ?? []
    expect(ending).toMatchObject({ stoppedBy: 'decided', maxRounds: 24 })
    expect(ending?.rounds as number).toBeLessThan(24)
    // No failure in so few rounds says little of the error rate, and is not waited for.
    const open = result.comparison?.verdicts.filter(({ verdict }) => verdict === 'inconclusive') ?? []
    expect(open.map(({ metric }) => metric).filter((metric) => !metric.startsWith('p99'))).toEqual(['error_rate'])
  })

  test('goes to its last round where something stays open, and judges with what is left of the 5 %', async () => {
    const { result } = await compareOnVirtualClock(
      { a: { noise: 0.4 }, b: { noise: 0.4 } },
      { rounds: 'auto', maxRounds: 8 },
    )
    expect(result.comparison?.endings).toMatchObject([{ stoppedBy: 'rounds', rounds: 8 }])
    expect(result.comparison?.endings[0]?.alpha as number).toBeLessThan(0.05)
  })

  test('starts no round after the time is used up, in any cell more than in another', async () => {
    // A batch takes about 120 ms, a round two of them: 15 rounds of both cells in 3.6 s.
    const { result } = await compareOnVirtualClock(
      { a: {}, b: {} },
      { rounds: 'auto', batchSizes: [1, 2], maxRounds: 48, maxMinutes: 3.6 / 60 },
    )
    const rounds = result.comparison?.endings.map((each) => each.rounds) as number[]
    expect(result.comparison?.endings.map(({ stoppedBy }) => stoppedBy)).toEqual(['time', 'time'])
    expect(Math.abs((rounds[0] as number) - (rounds[1] as number))).toBeLessThanOrEqual(2)
    expect(Math.max(...rounds)).toBeLessThan(48)
    expect(result.comparison?.notices.join()).toContain('time was used up')
  })
})

describe('a target with failures', () => {
  test('never wins, though it is twice as fast', async () => {
    const record = (_: unknown, sent: number) => (sent === 9 ? { errorClass: 'server_error' as const } : {})
    const { result } = await compareOnVirtualClock({ a: {}, b: { ttftMs: 20, tbtMs: 5, record } })
    expect(verdictOf(result, 'avg_tbt_ms')).toMatchObject({
      verdict: 'inconclusive',
      reason: '1 of 20 requests of b failed: it cannot win',
    })
    expect(result.comparison?.verdicts.map(({ verdict }) => verdict)).not.toContain('better')
  })

  test('that dies is given up after three rounds, says so, and is worse in its error rate', async () => {
    const dead = (_: unknown, sent: number) =>
      sent > 8 ? { errorClass: 'connect_failed' as const, errorMessage: 'refused', lastTokenAt: null } : {}
    const { result, records } = await compareOnVirtualClock({ a: {}, b: { tbtMs: 5, record: dead } }, { rounds: 40 })
    expect(records.filter(({ errorClass }) => errorClass !== null)).toHaveLength(6)
    expect(result.comparison?.endings).toMatchObject([{ stoppedBy: 'target_down' }])
    expect(result.comparison?.notices.join()).toMatch(/b answered none of the requests of 3 rounds .*refused/)
    expect(result.comparison?.targets[1]?.flags).toContain('target_down')
    expect(result.comparison?.verdicts.map(({ verdict }) => verdict)).not.toContain('better')
  })

  test('does not keep two others from being compared', async () => {
    const dead = () => ({ errorClass: 'connect_failed' as const, lastTokenAt: null })
    const { result } = await compareOnVirtualClock({ a: {}, b: { record: dead }, c: { tbtMs: 20 } })
    const verdicts = result.comparison?.verdicts.filter(({ metric }) => metric === 'avg_tbt_ms')
    expect(verdicts).toMatchObject([
      { target: 'b', verdict: 'inconclusive' },
      { target: 'c', verdict: 'worse' },
    ])
  })
})

test('an interruption leaves a comparison of the rounds that were finished', async () => {
  const abort = new AbortController()
  const onSent = (count: number) => count === 25 && abort.abort('interrupted')
  const { result } = await compareOnVirtualClock(
    { a: {}, b: { tbtMs: 20 } },
    { rounds: 40 },
    { signal: abort.signal, onSent },
  )
  expect(result.interrupted).toBe(true)
  expect(result.comparison?.flags).toContain('interrupted')
  expect(result.comparison?.endings).toMatchObject([{ stoppedBy: 'interrupted' }])
  expect(verdictOf(result, 'avg_tbt_ms').verdict).toBe('worse')
})

test('answers of different lengths leave requests a second without a verdict', async () => {
  const short = ({ phase }: { phase: string }) => (phase === 'measured' ? { outputTokens: 4 } : {})
  const { result } = await compareOnVirtualClock({ a: {}, b: { tbtMs: 5, record: short } })
  expect(verdictOf(result, 'request_throughput_rps')).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('different lengths'),
  })
  expect(findingOf(result, 'output lengths and finish reasons')).toMatchObject({ result: 'differs' })
})

test('a prefix cache that answers uninvited leaves TTFT without a verdict', async () => {
  const cached = () => ({
    promptTokens: 500,
    usage: { promptTokens: 500, completionTokens: 9, cachedTokens: 490, reasoningTokens: null, totalTokens: null },
  })
  const { result } = await compareOnVirtualClock({ a: {}, b: { ttftMs: 5, record: cached } })
  expect(verdictOf(result, 'avg_ttft_ms')).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('cache'),
  })
  expect(result.comparison?.flags).toContain('cache_contaminated')
})

test('two targets at one address get prompts of their own, drawn alike', async () => {
  const url = 'http://127.0.0.1:1/same'
  const { result } = await compareOnVirtualClock({ a: { url }, again: { url } })
  expect(findingOf(result, 'requests')).toMatchObject({
    result: 'differs',
    evidence: expect.stringContaining('one address twice'),
  })
})

test('several batch sizes share the chance of an error, and are reported one by one', async () => {
  const { result } = await compareOnVirtualClock({ a: {}, b: { tbtMs: 12.5 } }, { batchSizes: [1, 2] })
  expect(verdictOf(result, 'avg_tbt_ms', 1).verdict).toBe('worse')
  expect(verdictOf(result, 'avg_tbt_ms', 2).verdict).toBe('worse')
  expect(result.comparison?.rounds).toBe(10)
})

test('one target alone is captured', async () => {
  const { result } = await compareOnVirtualClock({ a: {} })
  expect(result.comparison).toBeNull()
  expect(result.targets[0]?.file).toMatchObject({
    kind: 'e2e',
    label: 'a',
    rows: [{ scenario: 'short_b2', rounds: 10 }],
  })
})

test('two targets of one name are refused before anything is sent', async () => {
  const run = import('./run-comparison.js')
  const { runComparison } = await run
  const endpoint = { kind: 'endpoint', label: 'a', url: 'http://127.0.0.1:1/v1' } as never
  await expect(runComparison({ plan: {} as never, targets: [{ endpoint }, { endpoint }] })).rejects.toThrow(
    'two targets are called a',
  )
})
