import { GenerationRequest, type PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { expect, test } from 'vitest'
import { lastTokensOf, promptTokensOf } from './prompt-tokens.js'

/** A token for four characters, which notes what it is asked to read. */
function engineOf(maxModelLen: number) {
  const read: number[] = []
  const encode = (text: string) => {
    read.push(text.length)
    return Array.from({ length: Math.ceil(text.length / 4) }, (_, at) => text.charCodeAt(4 * at))
  }
  return {
    read,
    identity: { maxModelLen },
    tokenizer: { name: 't', encode, decode: () => '' },
    countPromptTokens: ({ input }: GenerationRequest) =>
      input.kind === 'text' ? encode(input.text).length + 1 : input.kind === 'tokens' ? input.tokenIds.length : 0,
  }
}
const request = (input: PromptInput) => GenerationRequest.parse({ input, maxTokens: 1 })
const text = (length: number) => ({ kind: 'text' as const, text: 'abcd'.repeat(length / 4) })

test('a prompt that may fit is counted as the model will see it', () => {
  const engine = engineOf(100_000)
  expect(promptTokensOf(request(text(400)), engine)).toBe(101)
  expect(promptTokensOf(request(text(400_000)), engine)).toBe(100_001)
  expect(promptTokensOf(request({ kind: 'tokens', tokenIds: [1, 2, 3] }), engine)).toBe(3)
})

test('one of 60 million characters is read only as far as it takes to see that it is too long', () => {
  const engine = engineOf(20_000)
  expect(promptTokensOf(request(text(60_000_000)), engine)).toBeGreaterThan(40_000)
  expect(Math.max(...engine.read)).toBeLessThan(300_000)
  const messages = [{ role: 'user' as const, content: text(60_000_000).text }]
  expect(promptTokensOf(request({ kind: 'messages', messages }), engine)).toBeGreaterThan(40_000)
})

test('its end is had without its beginning', () => {
  const engine = engineOf(512)
  const whole = engine.tokenizer.encode(text(800_000).text)
  engine.read.length = 0
  expect(lastTokensOf(text(800_000), 256, engine)).toEqual(whole.slice(-256))
  expect(Math.max(...engine.read)).toBeLessThan(100_000)
  expect(lastTokensOf(text(40), 256, engine)).toHaveLength(10)
  expect(lastTokensOf({ kind: 'tokens', tokenIds: [1, 2, 3] }, 2, engine)).toEqual([2, 3])
})
