import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createReplicaTally } from './replica-tally.js'
import { createSessionTally } from './session-tally.js'
import { rowOfTurn } from './turn-rows.js'

type Sketch = NonNullable<Parameters<typeof aRecord>[0]> & {
  readonly turn?: number
  readonly turns?: number
  readonly of?: string
  readonly waitMs?: number
}

/** A turn of a chain: the answer of the server is given back to it. */
function aTurn({ turn = 0, turns = 2, of = 'a', waitMs = 0, ...record }: Sketch): RequestRecord {
  const before = turn === 0 ? [] : [String(turn - 1)]
  return aRecord({
    ...record,
    session: {
      ...{ id: of, sourceId: of, session: of.charCodeAt(0) - 97, place: turn, turns, turn, turnId: String(turn) },
      ...{ after: before, continues: before[0] ?? null, agent: null, waitMs, waitFor: 'think', notBeforeMs: null },
      ...{ newTokens: null, answers: turn === 0 ? null : 'server', idealCachedTokens: null },
    },
  })
}

const figuresOf = (records: readonly RequestRecord[], sharedPrefixTokens = 0) => {
  const tally = createSessionTally({ sharedPrefixTokens })
  for (const each of records) tally.add(each)
  return tally.result()
}

const usage = (cachedTokens: number) => ({
  ...{ promptTokens: 100, completionTokens: 5, cachedTokens, reasoningTokens: null, totalTokens: null },
})

test('without sessions there are no figures', () => {
  expect(figuresOf([aRecord()])).toEqual({ figures: null, intendedCachedTokens: null, replayed: null })
})

test('completion counts from when the first turn was due to the end of the last, thinking included', () => {
  const records = [
    aTurn({ scheduledAt: 5, startAt: 10, endAt: 90 }),
    aTurn({ turn: 1, startAt: 600, endAt: 700, waitMs: 500 }),
  ]
  const { figures } = figuresOf(records)
  expect(figures).toMatchObject({ begun: 1, completed: 1, failed: 0, cutOff: 0, turnsPlanned: 2, turnsSent: 2 })
  expect(figures?.completionMs.mean).toBe(695)
  expect(figures?.turns[1]).toMatchObject({ waitAskedMs: 500, waitSeenMs: 510 })
})

test('a failed turn fails its session; one that is short of turns was cut off', () => {
  const { figures } = figuresOf([
    aTurn({ of: 'a', turns: 3 }),
    aTurn({ of: 'a', turn: 1, turns: 3, errorClass: 'server_error' }),
    aTurn({ of: 'b', turns: 3 }),
  ])
  expect(figures).toMatchObject({ begun: 2, completed: 0, failed: 1, cutOff: 1, turnsPlanned: 6, turnsSent: 3 })
  expect(figures?.completionMs).toMatchObject({ n: 0, mean: null })
})

test('the ideal of a turn is the prompt and the answer before it; of a first turn what all sessions share', () => {
  const records = [
    aTurn({ of: 'a', promptTokens: 100, outputTokens: 20, usage: usage(0) }),
    aTurn({ of: 'a', turn: 1, promptTokens: 160, usage: usage(80) }),
    aTurn({ of: 'b', promptTokens: 100, outputTokens: 20, usage: usage(40) }),
    aTurn({ of: 'b', turn: 1, promptTokens: 160, usage: usage(120) }),
  ]
  const { figures, intendedCachedTokens } = figuresOf(records, 40)
  expect(figures?.turns.map(({ idealCachedShare }) => idealCachedShare)).toEqual([40 / 200, 240 / 320])
  expect(figures?.turns.map(({ cachedShare }) => cachedShare)).toEqual([40 / 200, 200 / 320])
  expect(intendedCachedTokens).toBe(280 / 4)
})

test('records may come in any order, and be looked at in between', () => {
  const records = [0, 1, 2].map((turn) => aTurn({ turn, turns: 3, startAt: turn * 100, endAt: turn * 100 + 90 }))
  const tally = createSessionTally()
  for (const each of [...records].reverse()) {
    tally.add(each)
    tally.result()
  }
  expect(tally.result()).toEqual(figuresOf(records))
  expect(tally.result().figures?.completed).toBe(1)
})

test('late turns share rows of twice as many', () => {
  expect([0, 7, 8, 15, 16, 1000].map((turn) => rowOfTurn(turn))).toEqual([
    { from: 0, to: 0 },
    { from: 7, to: 7 },
    { from: 8, to: 15 },
    { from: 8, to: 15 },
    { from: 16, to: 31 },
    { from: 512, to: 1023 },
  ])
})

test('each base URL has its own requests and sessions', () => {
  const tally = createReplicaTally()
  tally.add(aTurn({ of: 'a', replica: 'x:1', ttftMs: 10 }))
  tally.add(aTurn({ of: 'a', turn: 1, replica: 'x:1', ttftMs: 30 }))
  tally.add(aTurn({ of: 'b', replica: 'y:1', errorClass: 'server_error' }))
  tally.add(aRecord())
  const [x, y] = tally.result()
  expect(x).toMatchObject({
    replica: 'x:1',
    requests: 2,
    failed: 0,
    sessions: 1,
    ttftMs: { mean: 20 },
    outputTokens: 10,
  })
  expect(y).toMatchObject({ replica: 'y:1', requests: 1, failed: 1, sessions: 1 })
})
