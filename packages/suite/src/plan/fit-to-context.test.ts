import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutSentence, fitted, fitToContext } from './fit-to-context.js'

const long = { name: 'long', source: 'summarisation', promptTokens: 2048, outputTokens: 512 }

test('what fits, and what is held against an unknown window, stays as it was asked for', () => {
  expect(fitted(long, { window: 4096, counted: 'characters' })).toBe(long)
  expect(fitted(long, { window: null, counted: 'characters' })).toBe(long)
})

test('a small window is shared: half for the output, and ten tokens to spare', () => {
  expect(fitToContext(long, { window: 1024, counted: 'prompt' })).toEqual({ promptTokens: 507, outputTokens: 507 })
})

test('a template that is not counted gets room of its own, and an estimate keeps a quarter free', () => {
  expect(fitToContext(long, { window: 1024, counted: 'text' })).toEqual({ promptTokens: 480, outputTokens: 480 })
  expect(fitToContext(long, { window: 1024, counted: 'characters' })).toEqual({ promptTokens: 360, outputTokens: 360 })
})

test('what was cut keeps the wish, and a sentence says both', () => {
  const cut = fitted(long, { window: 1024, counted: 'prompt' })
  expect(cut).toEqual({
    ...long,
    promptTokens: 507,
    outputTokens: 507,
    requestedPromptTokens: 2048,
    requestedOutputTokens: 512,
  })
  expect(cutSentence(cut)).toBe(
    'long: 2048 prompt and 512 output tokens were asked for; 507 and 507 fit into the context window.',
  )
  expect(cutSentence(long)).toBeNull()
})

test('the prompts of a data set are sent as they are', () => {
  const data = { ...long, source: 'sharegpt' }
  expect(fitted(data, { window: 100, counted: 'prompt' })).toBe(data)
})

test('nothing grows, and whatever fits a window of 24 tokens or more stays inside it', () => {
  const length = fc.integer({ min: 1, max: 100_000 })
  const counted = fc.constantFrom('prompt' as const, 'text' as const, 'characters' as const)
  const all = fc.property(length, length, fc.integer({ min: 24, max: 200_000 }), counted, (...drawn) => {
    const [promptTokens, outputTokens, window, basis] = drawn
    const lengths = fitToContext({ promptTokens, outputTokens }, { window, counted: basis })
    expect(lengths.promptTokens).toBeLessThanOrEqual(promptTokens)
    expect(lengths.outputTokens).toBeLessThanOrEqual(outputTokens)
    expect(lengths.promptTokens + lengths.outputTokens).toBeLessThanOrEqual(window)
  })
  fc.assert(all)
})
