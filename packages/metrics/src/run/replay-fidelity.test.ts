import { ReplayFidelity } from '@sagellm-benchmark/protocol-types/artifacts'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { describe, expect, test } from 'vitest'
import { createReplayTally, type ReplayAsked } from './replay-fidelity.js'

const arrivals = [0, 4000, 9000, 12_000]
const none: ReplayAsked = { rows: null, requests: arrivals.length, openLoop: false, recorded: null, prefixes: null }
const traced: ReplayAsked = {
  ...none,
  openLoop: true,
  recorded: { atMs: (index) => arrivals[index], timeScale: 2 },
  prefixes: () => ({ cacheBlock: 16, idealHitShare: 0.4, sized: null }),
}

/** Sent as the trace says, each later by so many ms. */
const sent = (lateMs: (index: number) => number, fields: Partial<RequestRecord> = {}) =>
  arrivals.map((at, index) => {
    const scheduledAt = 500 + 2 * at
    return aRecord({ index, scheduledAt, startAt: scheduledAt + lateMs(index), ...fields })
  })

function fidelityOf(records: readonly RequestRecord[], asked: ReplayAsked = traced, hitShare: number | null = 0.4) {
  const tally = createReplayTally(asked)
  for (const record of records) tally.add(record)
  return tally.result(
    { hitShare, source: hitShare === null ? null : 'usage' },
    { replayed: null, intendedCachedTokens: null },
  )
}

test('what was sent as it was asked for is valid, with every figure beside what it was held against', () => {
  const fidelity = fidelityOf(sent((index) => index / 10))
  expect(fidelity).toMatchObject({
    verdict: 'valid',
    reasons: [],
    requestsAsked: 4,
    requestsSent: 4,
    requestsAnswered: 4,
  })
  expect(fidelity.arrivals?.timeScaleAsked).toBe(2)
  expect(fidelity.arrivals?.timeScaleReached).toBeCloseTo(2, 3)
  expect(fidelity.arrivals?.error.maxMs).toBeCloseTo(0.3, 9)
  expect(fidelity.input).toEqual({ asked: 32, sent: 32, reached: 32, compared: 4, exact: 4, missed: 0 })
  expect(fidelity.prefixes).toMatchObject({ idealHitShare: 0.4, measuredHitShare: 0.4, measuredFrom: 'usage' })
  expect(ReplayFidelity.parse(fidelity)).toEqual(fidelity)
})

test('of a replay that a time cut off, the ideal hits are those of the requests that were sent', () => {
  // The second half of the trace repeats its first one: two requests of four share nothing.
  const asked: ReplayAsked = {
    ...traced,
    requests: null,
    prefixes: (requests) => ({ cacheBlock: 16, idealHitShare: requests > 2 ? 0.5 : 0, sized: null }),
  }
  const cut = fidelityOf(sent(() => 0).slice(0, 2), asked, 0.45)
  expect(cut.prefixes).toMatchObject({ idealHitShare: 0, measuredHitShare: 0.45 })
  expect(
    fidelityOf(
      sent(() => 0),
      asked,
      0.45,
    ).prefixes,
  ).toMatchObject({ idealHitShare: 0.5 })
})

describe('is invalid where', () => {
  const reasonsOf = (...given: Parameters<typeof fidelityOf>) => {
    const { verdict, reasons } = fidelityOf(...given)
    expect(verdict).toBe('invalid')
    return reasons.join(' ')
  }

  test('half of the requests are late', () => {
    expect(reasonsOf(sent(() => 2))).toMatch(
      /half of the requests were sent 2.0 ms or more after their time, beyond 1 ms/,
    )
  })

  test('a single request is far too late, and the cap that made it wait is named', () => {
    const records = sent((index) => (index === 3 ? 200 : 0), {})
    const [first, second, third, last] = records as [RequestRecord, RequestRecord, RequestRecord, RequestRecord]
    const waited = [first, second, third, { ...last, flags: ['waited_for_slot' as const] }]
    expect(reasonsOf(waited)).toMatch(/beyond 100 ms \(1 of 4 requests waited for a place under the cap\)/)
  })

  test('the pace is another one, though no request is late by its schedule', () => {
    const slow = arrivals.map((at, index) => aRecord({ index, startAt: 2.2 * at }))
    expect(reasonsOf(slow)).toMatch(/stretched by 2.200 instead of 2.000/)
  })

  test('requests are missing, or too many have no answer', () => {
    expect(reasonsOf(sent(() => 0).slice(1))).toMatch(/only 3 of 4 requests were sent/)
    expect(reasonsOf(sent(() => 0, { errorClass: 'overloaded' }))).toMatch(/only 0 of 4 requests were answered/)
  })

  test('the server read other lengths than the trace has', () => {
    expect(reasonsOf(sent(() => 0, { promptTokens: 50 }))).toMatch(/4 of 4 prompts missed their length/)
    expect(reasonsOf(sent(() => 0, { outputTokens: 2, requestedOutputTokens: 9, flags: ['output_short'] }))).toMatch(
      /4 of 4 outputs missed/,
    )
  })

  test('the cache finds more than an infinite one could of these prompts', () => {
    const long = { promptTokens: 3200, requestedPromptTokens: 3200, intendedPromptTokens: 3200 }
    expect(
      reasonsOf(
        sent(() => 0, long),
        traced,
        0.5,
      ),
    ).toMatch(/found 50.0 % .* could find 40.0 %/)
    expect(
      fidelityOf(
        sent(() => 0, long),
        traced,
        0.415,
      ).verdict,
    ).toBe('valid')
  })
})

test('only a chat template is allowed beside the ideal of a prefix cache', () => {
  const verdictOf = (...template: [tokens?: number]) => {
    const tally = createReplayTally(
      { ...none, prefixes: () => ({ cacheBlock: 16, idealHitShare: 0.4, sized: null }) },
      ...template,
    )
    for (const record of sent(() => 0)) tally.add(record)
    return tally.result({ hitShare: 0.5, source: 'usage' }, { replayed: null, intendedCachedTokens: null }).verdict
  }
  expect([verdictOf(), verdictOf(0)]).toEqual(['valid', 'invalid'])
})

test('words that agree by chance are allowed in a cache of small blocks: one block of four tokens, of prompts that share no id', () => {
  const verdictOf = (cacheBlock: number, hitShare: number) => {
    const tally = createReplayTally({ ...none, prefixes: () => ({ cacheBlock, idealHitShare: 0, sized: null }) }, 0)
    // Prompts of 40 tokens: a lead of three, and a word of 32.
    const short = { promptTokens: 40, requestedPromptTokens: 40, intendedPromptTokens: 40 }
    for (const record of sent(() => 0, short)) tally.add(record)
    return tally.result({ hitShare, source: 'usage' }, { replayed: null, intendedCachedTokens: null }).verdict
  }
  expect([verdictOf(4, 0.028), verdictOf(4, 0.1), verdictOf(4, 0.2)]).toEqual(['valid', 'valid', 'invalid'])
  expect([verdictOf(1, 0.1), verdictOf(16, 0.028)]).toEqual(['valid', 'invalid'])
})

test('is unknown where nobody counted the prompts, and does not rest on hits that no server tells', () => {
  expect(fidelityOf(sent(() => 0, { promptTokens: null, intendedPromptTokens: null }))).toMatchObject({
    verdict: 'unknown',
    reasons: [expect.stringMatching(/lengths of the prompts are not known/)],
  })
  expect(
    fidelityOf(
      sent(() => 0),
      traced,
      null,
    ).verdict,
  ).toBe('valid')
})

test('a closed loop has no arrivals, and prompts of a data set are to be read as they were sent', () => {
  const records = sent(() => 900, { requestedPromptTokens: null, intendedPromptTokens: 30, promptTokens: 31 })
  const fidelity = fidelityOf(records, none)
  expect(fidelity.arrivals).toBeNull()
  expect(fidelity).toMatchObject({
    verdict: 'valid',
    input: { asked: null, sent: 30, reached: 31, exact: 0, missed: 0 },
  })
})

test('later turns are asked for no length: the first ones are compared, and it is not said that nobody counted', () => {
  const later = { index: 1, requestedPromptTokens: null, intendedPromptTokens: null, promptTokens: 500 }
  const fidelity = fidelityOf([aRecord({ promptTokens: 33 }), aRecord(later)], { ...none, requests: 2 }, null)
  expect(fidelity.input).toMatchObject({ asked: 32, sent: 32, reached: 33, compared: 1, missed: 0 })
  expect(fidelity.reasons).toEqual([expect.stringMatching(/^1 of 2 prompts could not be compared: nothing says/)])
})

test('a turn that goes on from an answer has no length to keep: the replay is valid without it', () => {
  const session = {
    ...{ id: 'a', sourceId: 'a', session: 0, place: 1, turns: 2, turn: 1, turnId: '1', after: ['0'], continues: '0' },
    ...{ agent: null, waitMs: 0, waitFor: 'think' as const, notBeforeMs: null, newTokens: null },
    ...{ answers: 'server' as const, idealCachedTokens: null },
  }
  const later = { index: 1, requestedPromptTokens: null, intendedPromptTokens: null, promptTokens: 500 }
  const records = [aRecord({ promptTokens: 33 }), aRecord({ ...later, session })]
  expect(fidelityOf(records, { ...none, requests: 2 }, null)).toMatchObject({ verdict: 'valid', reasons: [] })
})
