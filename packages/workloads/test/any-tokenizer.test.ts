import { type PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planRequests, planRequestsAsync, promptSources } from '../src/index.js'
import { type CountText, vocabularies } from './support/vocabularies.js'

const families = promptSources
  .map(({ name }) => name)
  // Those that read a file, and one that draws ids of the tokenizer itself, which has tests of its own.
  .filter(
    (name) => !['sharegpt', 'data_set', 'file', 'text', 'trace', 'prefix_repetition', 'random_tokens'].includes(name),
  )
const part = { workload: 'A', phase: 'measured', round: 0 } as const

type Wish = {
  readonly source: string
  readonly language: 'en' | 'zh'
  readonly promptTokens: number
  readonly requests: number
}

function planOf(wish: Wish, seed = 0): RunPlan {
  const workload = { name: 'A', outputTokens: 4, load: { kind: 'closed', concurrency: 1 }, ...wish }
  return RunPlan.parse({ target: { kind: 'cpu' }, warmup: { requests: 0 }, workloads: [workload], seed })
}

/** Counts contents, and how often it was asked. */
function counting(countText: CountText) {
  const asked = { times: 0 }
  const countPrompt = (input: PromptInput): number => {
    asked.times += 1
    if (input.kind === 'tokens') return input.tokenIds.length
    if (input.kind === 'text') return countText(input.text)
    return input.messages.reduce((sum, { content }) => sum + countText(content), 0)
  }
  return { asked, countPrompt }
}

describe.each(Object.entries(vocabularies))('%s', (_name, open) => {
  test.each(['en', 'zh'] as const)('in %s every family has exactly its length, in few counts', (language) => {
    const { asked, countPrompt } = counting(open())
    let built = 0
    for (const source of families)
      for (const promptTokens of [16, 96, 512]) {
        const plan = planOf({ source, language, promptTokens, requests: 4 })
        for (const { request, requestedPromptTokens, intendedPromptTokens } of planRequests(plan, part, {
          countPrompt,
        })) {
          built += 1
          expect(countPrompt(request.input), `${source} ${promptTokens}`).toBe(promptTokens)
          expect([requestedPromptTokens, intendedPromptTokens]).toEqual([promptTokens, promptTokens])
        }
      }
    // One more a prompt is this test's own; the scale of a workload costs two, here for every four prompts.
    expect(asked.times / built - 1).toBeLessThan(language === 'en' ? 4.5 : 8)
  })
})

/** Tokens of a fixed number of characters, behind which every tokenizer of that density hides. */
const density = fc.double({ min: 0.5, max: 6, noNaN: true })

test('under any number of characters a token a length that can be reached is reached', () => {
  const wish = fc.record({
    source: fc.constantFrom(...families),
    language: fc.constantFrom('en' as const, 'zh' as const),
    promptTokens: fc.integer({ min: 40, max: 700 }),
  })
  const all = fc.property(
    density,
    wish,
    fc.integer({ min: 0, max: 9999 }),
    (charactersPerToken, { source, language, promptTokens }, seed) => {
      const { asked, countPrompt } = counting((text) => Math.ceil(text.length / charactersPerToken))
      const [planned] = [
        ...planRequests(planOf({ source, language, promptTokens, requests: 1 }, seed), part, { countPrompt }),
      ]
      // Where a character is several tokens, not every number of them exists.
      const step = Math.ceil(1 / charactersPerToken) - 1
      expect(Math.abs((planned?.intendedPromptTokens ?? 0) - promptTokens)).toBeLessThanOrEqual(step)
      expect(asked.times).toBeLessThanOrEqual(30)
    },
  )
  fc.assert(all, { numRuns: 150, seed: 7 })
})

test('a server that counts later gives the same prompts as the tokenizer, several at once', async () => {
  const { countPrompt } = counting((text) => Math.ceil(text.length / 2.7))
  const tokenizer = {
    name: 'pairs',
    encode: (text: string) => new Array(Math.ceil(text.length / 2.7)).fill(0),
    decode: () => '',
  }
  let now = 0
  let atOnce = 0
  const later = async (input: PromptInput) => {
    now += 1
    atOnce = Math.max(atOnce, now)
    await new Promise((resolve) => setImmediate(resolve))
    now -= 1
    return countPrompt(input)
  }
  for (const source of families) {
    const plan = planOf({ source, language: 'en', promptTokens: 120, requests: 9 })
    const asked: PlannedRequest[] = []
    for await (const each of planRequestsAsync(plan, part, { countPrompt: later, countsAtOnce: 4 })) asked.push(each)
    expect(asked.map(({ request }) => request)).toEqual(
      [...planRequests(plan, part, { tokenizer })].map(({ request }) => request),
    )
  }
  expect(atOnce).toBe(4)
})

test('a prompt of a million tokens is counted as a whole only a few times', () => {
  let characters = 0
  const { countPrompt } = counting((text) => {
    characters += text.length
    return Math.ceil(text.length / 4.3)
  })
  const plan = planOf({ source: 'summarisation', language: 'en', promptTokens: 1_000_000, requests: 1 })
  const [planned] = [...planRequests(plan, part, { countPrompt })]
  expect(planned?.intendedPromptTokens).toBe(1_000_000)
  expect(characters).toBeLessThan(30_000_000)
})

test('a count that no text reaches ends with the nearest prompt and its true length', () => {
  const words = (text: string) => text.split(/\s+/).filter(Boolean).length
  const { asked, countPrompt } = counting(words)
  const plan = planOf({ source: 'short_qa', language: 'zh', promptTokens: 300, requests: 1 })
  const [planned] = [...planRequests(plan, part, { countPrompt })]
  expect(planned?.intendedPromptTokens).toBe(planned && countPrompt(planned.request.input))
  expect(asked.times).toBeLessThan(30)
})
