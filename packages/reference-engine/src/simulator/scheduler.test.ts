import { BenchError } from '@sagellm-benchmark/protocol-types'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { describe, expect, test } from 'vitest'
import { plainTimes, simulate, tokensRequest } from '../../test/simulate.js'
import { createReferenceEngine } from './create-reference-engine.js'

// Times are sums of the model in `plainTimes`: a prompt of n tokens 2 + n ms, a step of s sequences 10 + s ms.

describe('one request', () => {
  test('gets its first token after its prompt, the others a step apart', async () => {
    const { times } = await simulate({}, [{ id: 'a', atMs: 5, request: tokensRequest(10) }])
    expect(times('a')).toEqual([5 + 12, 5 + 23, 5 + 34, 5 + 45])
  })

  test('runs 1.25 times as long at 0.8 of the speed', async () => {
    const { times } = await simulate({ speedFactor: 0.8 }, [{ id: 'a', atMs: 0, request: tokensRequest(10) }])
    expect(times('a')).toEqual([12, 23, 34, 45].map((ms) => ms * 1.25))
  })

  test.each([
    ['native', 11],
    ['native-ascend', 11],
    ['contiguous', 14],
    ['torch-fallback', 17],
  ] as const)('decodes with %s attention in steps of %i ms, and the step says so', async (attentionPath, stepMs) => {
    const { times, decodeSteps } = await simulate({ attentionPath }, [
      { id: 'a', atMs: 0, request: tokensRequest(10, { maxTokens: 2 }) },
    ])
    expect((times('a')[1] as number) - (times('a')[0] as number)).toBeCloseTo(stepMs, 9)
    const implementation = attentionPath === 'native' ? 'native-paged' : attentionPath
    expect(decodeSteps).toMatchObject([
      { implementation, blockTables: attentionPath !== 'contiguous', latencyMs: expect.closeTo(stepMs, 9) },
    ])
  })

  test('gets several tokens in a step where drafts are accepted, and never one more than it asked for', async () => {
    const { engine, steps, times } = await simulate({ draftTokens: 3, draftAcceptance: 1 }, [
      { id: 'a', atMs: 0, request: tokensRequest(10, { maxTokens: 10 }) },
    ])
    // The prompt gives one token, then each step one and three drafts: 1 + 4 + 4 + 1.
    expect(steps.get('a')?.map(({ tokenIds }) => tokenIds.length)).toEqual([1, 4, 4, 1])
    expect(times('a')).toHaveLength(10)
    expect(engine.telemetry()).toMatchObject({ specDraftTokensTotal: 9, specAcceptedTokensTotal: 6 })
  })
})

describe('requests together', () => {
  test('that come at once are computed together and share every step', async () => {
    const { times, decodeSteps, engine } = await simulate({}, [
      { id: 'a', atMs: 0, request: tokensRequest(10) },
      { id: 'b', atMs: 0, request: tokensRequest(10, { start: 900 }) },
    ])
    expect(times('a')).toEqual([22, 34, 46, 58])
    expect(times('b')).toEqual(times('a'))
    expect(decodeSteps.map(({ requestIds }) => requestIds)).toEqual(Array(3).fill(['a', 'b']))
    expect(engine.telemetry()).toMatchObject({
      decodeStepsTotal: 3,
      decodeSequencesTotal: 6,
      decodeSharedStepsTotal: 3,
    })
  })

  test('a newcomer’s prompt stalls the running answer, and it takes part in no step that began before it came', async () => {
    const { times } = await simulate({}, [
      { id: 'a', atMs: 0, request: tokensRequest(10) },
      { id: 'b', atMs: 15, request: tokensRequest(20, { start: 900 }) },
    ])
    // a: prompt to 12, step to 23; b's prompt then takes 22 ms to 45; steps of two from there.
    expect(times('a')).toEqual([12, 23, 57, 69])
    expect(times('b').slice(0, 3)).toEqual([45, 57, 69])
  })

  test('a chunked prompt shares the steps of the running answer instead', async () => {
    const { times } = await simulate({ chunkedPrefillTokens: 11 }, [
      { id: 'a', atMs: 0, request: tokensRequest(10) },
      { id: 'b', atMs: 15, request: tokensRequest(20, { start: 900 }) },
    ])
    // From 23 on: 11 for the step and 2 + 10 for ten tokens of the prompt, twice; then two sequences.
    expect(times('a')).toEqual([12, 23, 46, 69])
    expect(times('b')[0]).toBe(69)
  })

  test('beyond the batch wait, and the first step tells how long', async () => {
    const { times, steps } = await simulate({ maxBatchSize: 2 }, [
      { id: 'a', atMs: 0, request: tokensRequest(10) },
      { id: 'b', atMs: 0, request: tokensRequest(10, { start: 900 }) },
      { id: 'c', atMs: 0, request: tokensRequest(10, { start: 1400 }) },
    ])
    expect(times('c')[0]).toBe(58 + 12)
    expect(steps.get('c')?.[0]?.queuedMs).toBe(58)
    expect(steps.get('a')?.[0]?.queuedMs).toBe(0)
  })

  test('run one after another where the stream is not shared', async () => {
    const { times, decodeSteps, engine } = await simulate({ sharedStream: false }, [
      { id: 'a', atMs: 0, request: tokensRequest(10) },
      { id: 'b', atMs: 0, request: tokensRequest(10, { start: 900 }) },
    ])
    expect(times('b')).toEqual(times('a').map((at) => at + 45))
    expect(decodeSteps.every(({ requestIds }) => requestIds.length === 1)).toBe(true)
    expect(engine.telemetry().decodeSharedStepsTotal).toBe(0)
  })

  test('two choices of one request are two sequences and no evidence of sharing', async () => {
    const { decodeSteps, engine, steps } = await simulate({}, [
      { id: 'a', atMs: 0, request: tokensRequest(10, { choices: 2, temperature: 1, seed: 3 }) },
    ])
    expect(decodeSteps[0]).toMatchObject({ requestIds: ['a'], activeSequences: 2 })
    expect(engine.telemetry().decodeSharedStepsTotal).toBe(0)
    expect(new Set(steps.get('a')?.map(({ choice }) => choice))).toEqual(new Set([0, 1]))
  })
})

describe('a clock whose timers are late', () => {
  const late = { lateMs: 8 }

  test('delays what is read, not the simulated times, and lag does not add up', async () => {
    const { times, steps } = await simulate({}, [{ id: 'a', atMs: 0, request: tokensRequest(10) }], late)
    expect(times('a')).toEqual([12, 23, 34, 45])
    expect(steps.get('a')?.map(({ atMs }) => atMs)).toEqual([20, 31, 42, 53])
  })

  test('lets no request into a step that began before it came', async () => {
    // At 25 the step that ended at 23 by the simulator's time is not over by the clock: the next one has begun.
    const { times } = await simulate(
      {},
      [
        { id: 'a', atMs: 0, request: tokensRequest(10, { maxTokens: 8 }) },
        { id: 'b', atMs: 25, request: tokensRequest(10, { start: 900 }) },
      ],
      late,
    )
    expect(times('a').slice(0, 3)).toEqual([12, 23, 34])
    expect(times('b')[0]).toBe(34 + 12)
  })
})

describe('requests that do not run to their end', () => {
  test('one that is aborted leaves its place to the next', async () => {
    const { times, engine, steps } = await simulate({ maxBatchSize: 1 }, [
      { id: 'a', atMs: 0, request: tokensRequest(10, { maxTokens: 400 }), abortAtMs: 30 },
      { id: 'b', atMs: 0, request: tokensRequest(10, { start: 900 }) },
    ])
    expect(times('a')).toEqual([12, 23])
    expect(times('b')).toHaveLength(4)
    expect(steps.get('a')?.at(-1)?.finishReason).toBeNull()
    expect(engine.telemetry()).toMatchObject({ requestsRunning: 0, requestsWaiting: 0, kvUsedTokens: 0 })
  })

  test('a full queue refuses', () => {
    const engine = createReferenceEngine({ ...plainTimes, clock: virtualClock(), maxBatchSize: 1, maxWaiting: 1 })
    const send = () => engine.generate(tokensRequest(10), { requestId: 'x' })
    send()
    send()
    expect(send).toThrow(expect.objectContaining({ code: 'resource_exhausted' }))
  })

  test.each([
    ['beyond the context', { maxModelLen: 20 }, tokensRequest(18)],
    ['beyond all memory', { kvBlocks: 1 }, tokensRequest(18)],
    ['without a prompt', {}, tokensRequest(0)],
  ])('one %s is refused at once', (_, options, request) => {
    const engine = createReferenceEngine({ ...plainTimes, ...options, clock: virtualClock() })
    expect(() => engine.generate(request, { requestId: 'x' })).toThrow(BenchError)
  })

  test('a closed engine ends what runs and takes nothing new', async () => {
    const clock = virtualClock()
    const engine = createReferenceEngine({ ...plainTimes, clock })
    const answer = engine.generate(tokensRequest(10, { maxTokens: 1000 }), { requestId: 'a' })
    const read = (async () => {
      let count = 0
      for await (const _ of answer) count += 1
      return count
    })()
    await clock.advance(40)
    await engine.close()
    expect(await read).toBe(3)
    expect(() => engine.generate(tokensRequest(10), { requestId: 'b' })).toThrow(
      expect.objectContaining({ code: 'unavailable' }),
    )
  })
})
