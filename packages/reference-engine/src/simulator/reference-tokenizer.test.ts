import fc from 'fast-check'
import { expect, test } from 'vitest'
import { promptTokens } from './prompt-tokens.js'
import { referenceTokenizer, specialTokens, vocabularySize } from './reference-tokenizer.js'

const tokenizer = referenceTokenizer()

test('every well-formed text comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
    }),
  )
})

test('every id of the vocabulary decodes, and ids beyond it decode to nothing', () => {
  for (let id = 0; id < vocabularySize; id += 1) expect(typeof tokenizer.decode([id])).toBe('string')
  expect(tokenizer.decode([vocabularySize + 5])).toBe('')
})

test('known words are one token with their space, other characters one a byte', () => {
  expect(tokenizer.encode(' water river')).toHaveLength(2)
  expect(tokenizer.encode('€')).toEqual([0xe2, 0x82, 0xac])
})

test('a chat counts a token before and after each message, and one to answer on', () => {
  const messages = [
    { role: 'system' as const, content: ' water' },
    { role: 'user' as const, content: ' river' },
  ]
  const ids = promptTokens({ kind: 'messages', messages }, tokenizer)
  expect(ids).toHaveLength(2 * 3 + 1)
  expect([ids[0], ids.at(-1)]).toEqual([specialTokens.system, specialTokens.assistant])
})

test('token ids are taken as they are', () => {
  expect(promptTokens({ kind: 'tokens', tokenIds: [5, 9] }, tokenizer)).toEqual([5, 9])
})
