import { describe, expect, test } from 'vitest'
import { simulate, tokensRequest } from '../../test/simulate.js'

describe('when key-value memory runs out', () => {
  // Six blocks of 16: both prompts take one block each with room for 6 tokens; 40 tokens more need 3 further blocks each.
  const arrivals = [
    { id: 'early', atMs: 0, request: tokensRequest(10, { maxTokens: 40 }) },
    { id: 'late', atMs: 1, request: tokensRequest(10, { maxTokens: 40, start: 900 }) },
  ]

  test('the latest comer gives way, comes back, and both get every token', async () => {
    const { engine, times } = await simulate({ kvBlocks: 6, prefixCache: false }, arrivals)
    expect(engine.telemetry().preemptionsTotal).toBeGreaterThan(0)
    expect(engine.groundTruth('early')?.preemptions).toBe(0)
    expect(engine.groundTruth('late')?.preemptions).toBe(engine.telemetry().preemptionsTotal)
    expect([times('early').length, times('late').length]).toEqual([40, 40])
    expect(engine.telemetry()).toMatchObject({ generationTokensTotal: 80, promptTokensTotal: 20, kvUsedTokens: 0 })
  })

  test('a preempted answer has the same text as one that was not', async () => {
    const tight = await simulate({ kvBlocks: 6, prefixCache: false }, arrivals)
    const roomy = await simulate({ kvBlocks: 600, prefixCache: false }, arrivals)
    expect(roomy.engine.telemetry().preemptionsTotal).toBe(0)
    expect(tight.textOf('late')).toBe(roomy.textOf('late'))
  })

  test('without block tables the whole room is reserved first, so that the second waits and nobody is preempted', async () => {
    const { engine, times } = await simulate({ kvBlocks: 6, blockTables: false }, arrivals)
    expect(engine.telemetry().preemptionsTotal).toBe(0)
    expect(times('late')[0]).toBeGreaterThan(times('early').at(-1) as number)
  })
})

describe('the prefix cache', () => {
  const twice = (length: number) => [
    { id: 'first', atMs: 0, request: tokensRequest(length) },
    { id: 'second', atMs: 1000, request: tokensRequest(length) },
  ]

  test('supplies whole blocks, and counts queries and hits in tokens', async () => {
    const { engine, steps, times } = await simulate({}, twice(40))
    expect(steps.get('first')?.[0]?.cachedPromptTokens).toBe(0)
    expect(steps.get('second')?.[0]?.cachedPromptTokens).toBe(32)
    expect(engine.telemetry()).toMatchObject({ prefixCacheQueriesTotal: 80, prefixCacheHitsTotal: 32 })
    // Only eight tokens are left to compute: 2 + 8 ms instead of 2 + 40.
    expect([times('first')[0], times('second')[0]]).toEqual([42, 1010])
  })

  test('never supplies a whole prompt: the last token’s logits are needed', async () => {
    const { steps } = await simulate({}, twice(32))
    expect(steps.get('second')?.[0]?.cachedPromptTokens).toBe(16)
  })

  test('that is off has no counters, and the engine does not say 0 for unknown', async () => {
    const { engine, steps, times } = await simulate({ prefixCache: false }, twice(40))
    expect(engine.telemetry()).toMatchObject({ prefixCacheQueriesTotal: null, prefixCacheHitsTotal: null })
    expect(steps.get('second')?.[0]?.cachedPromptTokens).toBe(0)
    expect(times('second')[0]).toBe(1042)
  })

  test('forgets the least recently used when the room is needed, and counts it', async () => {
    const { engine, steps } = await simulate({ kvBlocks: 6 }, [
      { id: 'first', atMs: 0, request: tokensRequest(40) },
      { id: 'other', atMs: 1000, request: tokensRequest(80, { start: 900 }) },
      { id: 'again', atMs: 2000, request: tokensRequest(40) },
    ])
    expect(engine.telemetry().kvEvictionsTotal).toBeGreaterThan(0)
    expect(steps.get('again')?.[0]?.cachedPromptTokens).toBe(0)
  })

  test('can be emptied, except for what runs', async () => {
    const { steps } = await simulate({}, twice(40), {
      interventions: [{ atMs: 500, act: (engine) => engine.flushPrefixCache?.() }],
    })
    expect(steps.get('second')?.[0]?.cachedPromptTokens).toBe(0)
  })
})
