import type { PlannedRequest } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { virtualClock } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createPromptCounting } from './prompt-counting.js'
import type { TokenCache } from './token-cache.js'

const prompt = (words: number): PromptInput => ({ kind: 'text', text: 'word '.repeat(words) })
const planned = (input: PromptInput) =>
  ({ request: { input }, intendedPromptTokens: 9, promptLengthBasis: 'target_tokenizer' }) as PlannedRequest

function memoryCache() {
  const counts = new Map<string, number>()
  let saves = 0
  const cache: TokenCache = {
    get: (key) => counts.get(key),
    set: (key, tokens) => void counts.set(key, tokens),
    save: async () => void (saves += 1),
  }
  return { cache, saves: () => saves }
}

/** An engine that counts two tokens a word, and how often it was asked. */
function counting({ cache = null, failures = 0 }: { cache?: TokenCache | null; failures?: number } = {}) {
  const clock = virtualClock()
  let asked = 0
  const made = createPromptCounting({
    ask: async (input) => {
      asked += 1
      if (asked <= failures) throw new Error('socket hang up')
      return input.kind === 'text' ? 2 * input.text.split(' ').filter(Boolean).length : 0
    },
    cache,
    clock,
    signal: new AbortController().signal,
  })
  return { ...made, clock, asked: () => asked }
}

test('a text is asked about once, and in a later run not at all', async () => {
  const { cache } = memoryCache()
  const first = counting({ cache })
  expect([await first.countPrompt(prompt(3)), await first.countPrompt(prompt(3)), first.asked()]).toEqual([6, 6, 1])
  const later = counting({ cache })
  expect([await later.countPrompt(prompt(3)), later.asked()]).toEqual([6, 0])
})

test('the engine is left alone while it is measured: lengths are foreseen and marked as estimates', async () => {
  const { countPrompt, loadBegins, loadEnds, marked, asked } = counting()
  for (const words of [50, 100, 150]) await countPrompt(prompt(words))
  await loadBegins()
  expect(await countPrompt(prompt(100))).toBe(200)
  expect(await countPrompt(prompt(80))).toBe(160)
  expect(asked()).toBe(3)
  expect(marked(planned(prompt(100)))).toMatchObject({ intendedPromptTokens: 9 })
  expect(marked(planned(prompt(80)))).toMatchObject({ intendedPromptTokens: null, promptLengthBasis: 'estimate' })
  loadEnds()
  expect([await countPrompt(prompt(80)), asked()]).toEqual([160, 4])
})

test('no more than eight questions are under way at once', async () => {
  let running = 0
  let most = 0
  const { countPrompt } = createPromptCounting({
    ask: async () => {
      most = Math.max(most, (running += 1))
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return 1
    },
    cache: null,
    clock: virtualClock(),
    signal: new AbortController().signal,
  })
  await Promise.all(Array.from({ length: 30 }, (_, words) => countPrompt(prompt(words + 1))))
  expect(most).toBe(8)
})

test('a load begins when the last question is answered, and what was learnt is kept then', async () => {
  const { cache, saves } = memoryCache()
  let answer: (tokens: number) => void = () => {}
  const { countPrompt, loadBegins } = createPromptCounting({
    ask: () => new Promise((resolve) => (answer = resolve)),
    cache,
    clock: virtualClock(),
    signal: new AbortController().signal,
  })
  const count = countPrompt(prompt(1))
  let begun = false
  const beginning = loadBegins().then(() => (begun = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toBe(false)
  answer(5)
  await beginning
  expect([await count, saves()]).toEqual([5, 1])
})

test('a load does not wait for questions that are asked again and again', async () => {
  const { countPrompt, loadBegins, clock, asked } = counting({ failures: 1_000 })
  const failed = Promise.resolve(countPrompt(prompt(1))).catch((error: unknown) => error)
  await clock.advance(100)
  const begun = loadBegins()
  await clock.advance(500)
  await begun
  expect(await failed).toMatchObject({ code: 'unavailable' })
  expect(asked()).toBe(1)
})

test('a question that is never answered is given up, and asked again', async () => {
  const clock = virtualClock()
  let asked = 0
  const { countPrompt } = createPromptCounting({
    ask: () => ((asked += 1) === 1 ? new Promise<number>(() => {}) : 7),
    cache: null,
    clock,
    signal: new AbortController().signal,
  })
  const count = countPrompt(prompt(3))
  await clock.advance(11_000)
  expect([await count, asked]).toEqual([7, 2])
})

test('a count without an answer is tried again for a while, then it says why there is none', async () => {
  const once = counting({ failures: 2 })
  const second = once.countPrompt(prompt(1))
  await once.clock.advance(5_000)
  expect([await second, once.asked()]).toEqual([2, 3])

  const never = counting({ failures: 1_000 })
  const failed = Promise.resolve(never.countPrompt(prompt(1))).catch((error: unknown) => error)
  await never.clock.advance(60_000)
  expect(await failed).toMatchObject({
    code: 'unavailable',
    message: 'the server did not count a prompt for 30 s: socket hang up',
  })
  expect(never.asked()).toBeLessThan(20)

  // The next workload need not wait as long for the same server.
  const sooner = Promise.resolve(never.countPrompt(prompt(2))).catch((error: unknown) => error)
  await never.clock.advance(3_000)
  expect(await sooner).toMatchObject({ code: 'unavailable' })
})

test('a count that cannot be is not asked for again, and its reason is given', async () => {
  const clock = virtualClock()
  const made = createPromptCounting({
    ask: async () => 7,
    cache: null,
    clock,
    signal: new AbortController().signal,
  })
  expect(await made.countPrompt(prompt(6))).toBe(7)
  await expect(made.countPrompt(prompt(300))).rejects.toThrow(
    'the server counted 7 tokens of a text of 1,500 bytes, which cannot be',
  )
  expect(clock.now()).toBe(0)
})

test('a server that does not answer is named once while it is waited for, and given up in the end', async () => {
  const clock = virtualClock()
  const said: string[] = []
  const made = createPromptCounting({
    ask: () => new Promise<number>(() => {}),
    cache: null,
    clock,
    signal: new AbortController().signal,
    onSlow: (text) => void said.push(text),
  })
  const counts = Promise.allSettled([made.countPrompt(prompt(3)), made.countPrompt(prompt(4))])
  await clock.runAll(60_000)
  expect((await counts).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(said).toEqual(['The server counts no prompts (no answer within 10 s); it is asked for up to 30 s'])
})
