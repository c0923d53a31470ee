import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitToContext } from './fit-to-context.js'

test('lengths that fit stay as they are', () => {
  const wanted = { promptTokens: 128, outputTokens: 128 }
  expect(fitToContext(wanted, { window: 4096, exactLengths: true })).toEqual(wanted)
})

test('what is too long is cut to the window less the room of a chat template, the output to half of that', () => {
  const wanted = { promptTokens: 2048, outputTokens: 512 }
  expect(fitToContext(wanted, { window: 1024, exactLengths: true })).toEqual({ promptTokens: 480, outputTokens: 480 })
})

test('an estimate keeps a quarter of the window free', () => {
  const wanted = { promptTokens: 2048, outputTokens: 512 }
  expect(fitToContext(wanted, { window: 1024, exactLengths: false })).toEqual({ promptTokens: 360, outputTokens: 360 })
})

test('nothing grows, and whatever fits a window of 16 tokens or more stays inside it', () => {
  const length = fc.integer({ min: 1, max: 100_000 })
  const all = fc.property(length, length, fc.integer({ min: 16, max: 200_000 }), fc.boolean(), (...drawn) => {
    const [promptTokens, outputTokens, window, exactLengths] = drawn
    const fitted = fitToContext({ promptTokens, outputTokens }, { window, exactLengths })
    expect(fitted.promptTokens).toBeLessThanOrEqual(promptTokens)
    expect(fitted.outputTokens).toBeLessThanOrEqual(outputTokens)
    expect(fitted.promptTokens + fitted.outputTokens).toBeLessThanOrEqual(window)
  })
  fc.assert(all)
})
