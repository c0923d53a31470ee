import { setImmediate as nextTurn } from 'node:timers/promises'
import { type DecodeStepRecord, GenerationRequest, type GenerationStep } from '@sagellm-benchmark/protocol-types/engine'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CpuEngine, createCpuEngine } from '../src/index.js'

let engine: CpuEngine
beforeAll(async () => {
  engine = await createCpuEngine({ maxBatchSize: 4, drawSeed: () => 99 })
})
afterAll(() => engine.close())

type Wish = Partial<Parameters<typeof GenerationRequest.parse>[0] & object> & Record<string, unknown>

const request = (text: string, wish: Wish = {}) =>
  GenerationRequest.parse({ input: { kind: 'text', text }, maxTokens: 24, ...wish })

async function generate(text: string, wish: Wish = {}, signal?: AbortSignal): Promise<GenerationStep[]> {
  const steps: GenerationStep[] = []
  const options = { requestId: text, ...(signal ? { signal } : {}) }
  for await (const step of engine.generate(request(text, wish), options)) steps.push(step)
  return steps
}

const idsOf = (steps: readonly GenerationStep[]): number[] => steps.flatMap(({ tokenIds }) => [...tokenIds])
const textOf = (steps: readonly GenerationStep[]): string => steps.map(({ text }) => text).join('')

describe('sampling', () => {
  const sampled = { temperature: 1, topP: 0.95, topK: 50 }

  test('a seed repeats its answer, alone and among others', async () => {
    const alone = await generate('sample', { ...sampled, seed: 5 })
    const [together] = await Promise.all([
      generate('sample', { ...sampled, seed: 5 }),
      generate('a neighbour', { ...sampled, seed: 6 }),
    ])
    expect(idsOf(together as GenerationStep[])).toEqual(idsOf(alone))
  })

  test('another seed, or temperature 0, gives another answer', async () => {
    const answers = [{ ...sampled, seed: 5 }, { ...sampled, seed: 6 }, {}]
    const ids = await Promise.all(answers.map(async (wish) => idsOf(await generate('sample', wish)).join()))
    expect(new Set(ids).size).toBe(3)
  })

  test('a request without a seed is given one', async () => {
    expect(idsOf(await generate('sample', sampled))).toEqual(idsOf(await generate('sample', { ...sampled, seed: 99 })))
  })

  test('the choices of one request differ, and each ends by itself', async () => {
    const steps = await generate('sample', { ...sampled, seed: 5, choices: 3 })
    const choices = [0, 1, 2].map((choice) => steps.filter((step) => step.choice === choice))
    expect(new Set(choices.map((each) => idsOf(each).join())).size).toBe(3)
    for (const each of choices) {
      expect(each).toHaveLength(24)
      expect(each.filter(({ finishReason }) => finishReason === 'length')).toHaveLength(1)
    }
  })
})

test('a stop string ends the answer before itself', async () => {
  const whole = textOf(await generate('stop here'))
  const stop = whole.slice(20, 26)
  const steps = await generate('stop here', { stop: [stop] })
  expect(textOf(steps)).toBe(whole.slice(0, whole.indexOf(stop)))
  expect(steps.at(-1)?.finishReason).toBe('stop')
})

test('the pieces of an answer are its text, and stamps ascend strictly', async () => {
  const steps = await generate('stamps', { maxTokens: 200 })
  expect(textOf(steps)).toBe(engine.tokenizer.decode(idsOf(steps)))
  steps.forEach(({ atMs }, at) => {
    if (at > 0) expect(atMs).toBeGreaterThan((steps[at - 1] as GenerationStep).atMs)
  })
})

describe('what cannot be generated is refused before the runtime sees it', () => {
  const maxModelLen = 2048

  test('prompt and answer that exceed the context', async () => {
    expect(engine.identity.maxModelLen).toBe(maxModelLen)
    const tokens = { kind: 'tokens', tokenIds: Array(maxModelLen - 1).fill(70) }
    await expect(generate('', { input: tokens, maxTokens: 2 })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: '2047 prompt tokens and 2 new ones exceed the context of 2048 tokens',
      hint: expect.stringContaining('shorten the prompt'),
    })
    expect(await generate('', { input: tokens, maxTokens: 1 })).toHaveLength(1)
  })

  test('an id that the vocabulary lacks, and an empty prompt', async () => {
    const wrong = generate('', { input: { kind: 'tokens', tokenIds: [1792] } })
    await expect(wrong).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('1792 entries'),
    })
    await expect(generate('')).rejects.toMatchObject({ code: 'invalid_argument', message: 'the prompt is empty' })
  })

  test('options out of range', async () => {
    await expect(createCpuEngine({ threads: 0 })).rejects.toMatchObject({ code: 'invalid_argument' })
    await expect(createCpuEngine({ maxBatchSize: 1.5 })).rejects.toMatchObject({ code: 'invalid_argument' })
  })
})

describe('an abort', () => {
  test('ends the request with an error, and its row leaves the batch', async () => {
    const stop = new AbortController()
    const reading = (async () => {
      const options = { requestId: 'aborted', signal: stop.signal }
      for await (const _ of engine.generate(request('abort', { maxTokens: 2000 }), options)) stop.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    while (engine.telemetry().requestsRunning > 0) await nextTurn()
    expect(engine.telemetry()).toMatchObject({ requestsWaiting: 0, kvUsedTokens: 0 })
  })

  test('before the start generates nothing', async () => {
    const before = engine.telemetry().generationTokensTotal
    await expect(generate('never', {}, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(engine.telemetry().generationTokensTotal).toBe(before)
  })

  test('is what a reader means who stops reading', async () => {
    for await (const _ of engine.generate(request('leave', { maxTokens: 2000 }), { requestId: 'left' })) break
    while (engine.telemetry().requestsRunning > 0) await nextTurn()
    expect(engine.telemetry().kvUsedTokens).toBe(0)
  })
})

test('requests are decoded together, up to the batch size, and waiting ones take the places that come free', async () => {
  const steps: DecodeStepRecord[] = []
  const off = engine.observeDecodeSteps?.((step) => steps.push(step))
  const texts = ['one', 'two', 'three', 'four', 'five', 'six']
  await Promise.all(texts.map((text, at) => generate(text, { maxTokens: 30 + 10 * at })))
  off?.()

  expect(Math.max(...steps.map(({ activeSequences }) => activeSequences))).toBe(4)
  const withFive = steps.filter(({ requestIds }) => requestIds.includes('five'))
  expect(withFive.some(({ requestIds }) => requestIds.length > 1)).toBe(true)
  // The first answer is complete before the fifth request can have a place.
  expect(withFive.some(({ requestIds }) => requestIds.includes('one'))).toBe(false)
})

test('the event loop turns while the model computes', async () => {
  let turns = 0
  let computing = true
  const tokens = { kind: 'tokens', tokenIds: Array.from({ length: 1500 }, (_, at) => at + 5) }
  const answer = generate('', { input: tokens, maxTokens: 1 }).finally(() => {
    computing = false
  })
  while (computing) {
    await nextTurn()
    turns += 1
  }
  expect(await answer).toHaveLength(1)
  // The whole answer is one pass: were it computed on this thread, a handful of turns would be all.
  expect(turns).toBeGreaterThan(50)
})

test('peak memory covers what the process holds, and never shrinks', () => {
  const before = engine.peakMemoryMb()
  const held = Buffer.alloc(64 * 2 ** 20, 1)
  const { rss } = process.memoryUsage()
  expect(held.at(-1)).toBe(1)
  // The kernel adds up its pages in batches for each thread: a few MiB may be counted late.
  expect(engine.peakMemoryMb()).toBeGreaterThan(rss / 2 ** 20 - 16)
  expect(engine.peakMemoryMb()).toBeGreaterThanOrEqual(before)
})

test('any text survives the tokenizer: its bytes are the smallest tokens', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  fc.assert(
    fc.property(text, (value) => {
      expect(engine.tokenizer.decode(engine.tokenizer.encode(value))).toBe(value)
    }),
  )
})

test('a closed engine refuses what comes after, and what was running', async () => {
  const other = await createCpuEngine()
  const running = (async () => {
    for await (const _ of other.generate(request('close', { maxTokens: 2000 }), { requestId: 'a' })) void other.close()
  })()
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  const late = (async () => {
    for await (const _ of other.generate(request('late'), { requestId: 'b' }));
  })()
  await expect(late).rejects.toMatchObject({ code: 'cancelled' })
})
