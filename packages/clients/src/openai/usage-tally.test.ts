import { describe, expect, test } from 'vitest'
import type { UsageReport } from './read-chunk.js'
import { tallyUsage } from './usage-tally.js'

const usage = (completion: number | null, prompt = 7) => ({ prompt_tokens: prompt, completion_tokens: completion })
/** A report in an event of its own. */
const own = (completion: number): UsageReport => ({ usage: usage(completion), choices: [] })
/** A report that rides on an event of a choice. */
const riding = (completion: number, choice = 0): UsageReport => ({ usage: usage(completion), choices: [choice] })
const counts = (reports: UsageReport[], choices = 1, maxTokens = 10, perChoice = false) => {
  const { usage: counted, flags } = tallyUsage(reports, { choices, maxTokens, perChoice })
  return { prompt: counted?.promptTokens ?? null, completion: counted?.completionTokens ?? null, flags }
}

test('no report is no usage, not zero', () => {
  expect(tallyUsage([], { choices: 1, maxTokens: 10 })).toEqual({ usage: null, flags: [] })
})

describe('one choice', () => {
  test('one report counts, the last of several does', () => {
    expect(counts([own(5)])).toEqual({ prompt: 7, completion: 5, flags: [] })
    expect(counts([own(5), own(5)])).toEqual({ prompt: 7, completion: 5, flags: ['usage_repeated'] })
    expect(counts([riding(1), riding(2), riding(3)])).toEqual({ prompt: 7, completion: 3, flags: [] })
  })

  test('a report of its own goes before those that ride on events', () => {
    expect(counts([riding(1), riding(2), own(3)])).toEqual({ prompt: 7, completion: 3, flags: [] })
  })

  test('an unreadable report is flagged and does not hide a readable one', () => {
    expect(counts([{ usage: 'unreadable', choices: [] }, own(4)])).toEqual({
      prompt: 7,
      completion: 4,
      flags: ['usage_unreadable'],
    })
  })
})

test('a usage of zeros says nothing, first or last', () => {
  expect(counts([{ usage: usage(0, 0), choices: [0] }, own(5)])).toMatchObject({ completion: 5, flags: [] })
  const zeros: UsageReport = { usage: usage(0, 0), choices: [] }
  expect(counts([riding(5), zeros])).toEqual({ prompt: 7, completion: 5, flags: ['usage_implausible'] })
  expect(counts([zeros])).toEqual({ prompt: null, completion: null, flags: [] })
})

test('a prompt of no tokens is not known', () => {
  expect(counts([{ usage: usage(5, 0), choices: [] }])).toEqual({ prompt: null, completion: 5, flags: [] })
})

test.each([{ prompt_tokens_details: { cached_tokens: 4 } }, { prompt_cache_hit_tokens: 4 }, { cached_tokens: 4 }])(
  'cached tokens are read from %o',
  (more) => {
    const { usage: counted } = tallyUsage([{ usage: { ...usage(5), ...more }, choices: [] }], {
      choices: 1,
      maxTokens: 10,
    })
    expect(counted?.cachedTokens).toBe(4)
  },
)

describe('several choices', () => {
  test('one report speaks of all of them', () => {
    expect(counts([own(20)], 2)).toEqual({ prompt: 7, completion: 20, flags: [] })
  })

  test('as many reports as choices, none larger than a choice can be, are summed, the prompt once', () => {
    expect(counts([own(10), own(6)], 2)).toEqual({ prompt: 7, completion: 16, flags: ['usage_repeated'] })
  })

  test('as many reports as choices, but larger than a choice can be, is one report repeated', () => {
    expect(counts([own(16), own(16)], 2).completion).toBe(16)
    expect(counts([own(16), own(16)], 2, 10, true).completion).toBe(32)
  })

  test('reports that ride on events of their choices are summed over choices', () => {
    expect(counts([riding(1, 0), riding(1, 1), riding(2, 0), riding(3, 1)], 2).completion).toBe(5)
  })

  test('growing totals that ride on events of choices are not summed', () => {
    expect(counts([riding(9, 0), riding(18, 1), riding(19, 0), riding(20, 1)], 2).completion).toBe(20)
  })
})

test('cached and reasoning tokens are kept where reported', () => {
  const report: UsageReport = {
    usage: {
      ...usage(5),
      prompt_tokens_details: { cached_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 2 },
    },
    choices: [],
  }
  expect(tallyUsage([report], { choices: 1, maxTokens: 10 }).usage).toEqual({
    promptTokens: 7,
    completionTokens: 5,
    cachedTokens: 3,
    reasoningTokens: 2,
    totalTokens: null,
  })
})
