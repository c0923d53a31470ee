import { createRandom, deriveSeed } from '@sagellm-benchmark/protocol-types/random'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceTokenizer } from './reference-tokenizer.js'
import { createTokenSource, type SimulatedToken, type TokenSourceOptions } from './token-source.js'

function answer(options: Partial<TokenSourceOptions> & { readonly seed?: number } = {}): SimulatedToken[] {
  const { seed = 1, ...rest } = options
  const next = createTokenSource({
    random: createRandom(deriveSeed(seed, 'text')),
    naturalTokens: null,
    maxTokens: 50,
    minTokens: 0,
    stop: [],
    reasoningTokens: 0,
    asToolCall: false,
    multibyteShare: 0.2,
    ...rest,
  })
  const tokens: SimulatedToken[] = []
  do tokens.push(next())
  while (tokens.at(-1)?.finishReason === null)
  return tokens
}
const textOf = (tokens: readonly SimulatedToken[]) => tokens.map(({ text }) => text).join('')

describe('an answer', () => {
  test('encoded again gives exactly its tokens, and never a broken character', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 120 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (seed, maxTokens, multibyteShare) => {
          const tokens = answer({ seed, maxTokens, multibyteShare })
          expect(tokens).toHaveLength(maxTokens)
          expect(referenceTokenizer().encode(textOf(tokens))).toEqual(tokens.map(({ id }) => id))
          expect(textOf(tokens)).not.toContain('\ufffd')
        },
      ),
    )
  })

  test('holds a character back until its last byte', () => {
    const tokens = answer({ multibyteShare: 1 })
    const lead = tokens.findIndex(({ id }) => id >= 0xc0 && id < 0x100)
    expect(tokens[lead]?.text).toBe('')
    expect(textOf(tokens.slice(lead, lead + 4))).not.toBe('')
  })

  test('ends with length at its limit, with stop at its own end', () => {
    expect(answer().at(-1)?.finishReason).toBe('length')
    expect(answer({ naturalTokens: 9 })).toHaveLength(9)
    expect(answer({ naturalTokens: 9 }).at(-1)?.finishReason).toBe('stop')
  })

  test('is not shorter than min_tokens, and ends with length when that meets the limit', () => {
    expect(answer({ naturalTokens: 9, minTokens: 30 })).toHaveLength(30)
    expect(answer({ naturalTokens: 9, minTokens: 60 })).toHaveLength(50)
    expect(answer({ naturalTokens: 9, minTokens: 60 }).at(-1)?.finishReason).toBe('length')
  })
})

describe('a stop string', () => {
  test('ends the answer before it, wherever token borders lie', () => {
    const whole = textOf(answer())
    fc.assert(
      fc.property(fc.integer({ min: 5, max: whole.length - 12 }), fc.integer({ min: 1, max: 8 }), (from, length) => {
        const stop = whole.slice(from, from + length)
        const tokens = answer({ stop: [stop] })
        expect(textOf(tokens)).toBe(whole.slice(0, whole.indexOf(stop)))
        expect(tokens.at(-1)?.finishReason).toBe('stop')
      }),
    )
  })

  test('before min_tokens is passed over', () => {
    const whole = textOf(answer({ multibyteShare: 0 }))
    const stop = whole.slice(0, 3)
    expect(answer({ stop: [stop], multibyteShare: 0 }).length).toBeLessThan(4)
    expect(answer({ stop: [stop], multibyteShare: 0, minTokens: 40 }).length).toBeGreaterThanOrEqual(40)
  })

  test('that only begins at the end of the answer loses nothing', () => {
    const whole = textOf(answer())
    expect(textOf(answer({ stop: [`${whole.slice(-3)} and more`] }))).toBe(whole)
  })

  test('that does not occur loses nothing', () => {
    expect(textOf(answer({ stop: ['never seen'] }))).toBe(textOf(answer()))
  })
})

test('reasoning comes first and is kept apart', () => {
  const channels = answer({ reasoningTokens: 20 }).map(({ channel }) => channel)
  expect(channels).toEqual([...Array(20).fill('reasoning'), ...Array(30).fill('output')])
})

test('a tool call is whole JSON of exactly the asked length', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 16, max: 80 }), (seed, maxTokens) => {
      const tokens = answer({ seed, maxTokens, asToolCall: true })
      expect(tokens).toHaveLength(maxTokens)
      expect(JSON.parse(textOf(tokens))).toHaveProperty('text')
    }),
  )
})
