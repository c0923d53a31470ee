import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodesWordByWord, rememberWords } from './encode-by-words.js'
import { tokenizerFromJson } from './tokenizer-from-json.js'

const folder = resolve(import.meta.dirname, '../../../backend-cpu/models/tiny')
const gpt2 = JSON.parse(readFileSync(resolve(folder, 'tokenizer.json'), 'utf8')) as Record<string, unknown>

const splitBy = (Regex: string) => ({
  type: 'Sequence',
  pretokenizers: [
    { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
    { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
  ],
})
const withDigits = (digits: string) =>
  `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`
const tokenizers = {
  'GPT-2': gpt2,
  'Llama 3': { ...gpt2, pre_tokenizer: splitBy(withDigits('\\p{N}{1,3}')) },
  'an added word': {
    ...gpt2,
    added_tokens: [...(gpt2['added_tokens'] as object[]), { id: 1791, content: 'word, the', special: false }],
  },
  Qwen: { ...gpt2, normalizer: { type: 'NFC' }, pre_tokenizer: splitBy(withDigits('\\p{N}')) },
}

/** Texts with everything that a pattern may look at: words, numbers, marks, spaces of all kinds, accents that combine, Chinese, added tokens. */
const added = (gpt2['added_tokens'] as { content: string }[]).map(({ content }) => content)
const pieces = fc.oneof(
  fc.constantFrom(
    ' ',
    '  ',
    '\n',
    ' \n',
    '\r\n',
    '\t',
    '\u00a0',
    '\u3000',
    '',
    "'s",
    "'LL",
    ' 1',
    '2026',
    '...',
    ' (',
    ')',
    '-',
    '\u0301',
    'e\u0301',
    '你好',
    ' 你',
    '，',
    '好。',
    '🙂',
    '한',
    '\u1112\u1161\u11ab',
    '\u0903',
    'ß_x',
    '²',
    ...added,
  ),
  fc.constantFrom(' the', 'word', 'word, the', ' Word', ' naïve', 'x', ' y', ' don'),
  fc.string({ maxLength: 6, unit: 'binary' }),
)
const text = fc.array(pieces, { maxLength: 30 }).map((each) => each.join(''))

test.each(Object.entries(tokenizers))('%s: the tokens of words are the tokens of the text', (_, json) => {
  expect(encodesWordByWord(json)).toBe(true)
  const plain = new Tokenizer(json, {})
  const encode = (given: string) => (given === '' ? [] : plain.encode(given, { add_special_tokens: false }).ids)
  const remembering = rememberWords(encode, json)
  fc.assert(
    fc.property(text, (given) => {
      expect(remembering(given)).toEqual(encode(given))
      expect(remembering(given)).toEqual(encode(given))
    }),
    { numRuns: 400 },
  )
})

test.each<[string, Record<string, unknown>]>([
  ['a tokenizer without words', { ...gpt2, pre_tokenizer: null }],
  ['one that puts a space before a text', { ...gpt2, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }],
  ['one that splits by another pattern', { ...gpt2, pre_tokenizer: splitBy('\\S+ \\S+|.') }],
  [
    'one that splits by nothing of its own',
    { ...gpt2, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false } },
  ],
  ['one that rewrites texts', { ...gpt2, normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' } }],
  ['one that merges at random', { ...gpt2, model: { ...(gpt2['model'] as object), dropout: 0.1 } }],
  ['another kind of model', { ...gpt2, model: { type: 'Unigram', vocab: [] } }],
  ['one whose added token takes spaces', { ...gpt2, added_tokens: [{ id: 1, content: '<x>', rstrip: true }] }],
])('%s is asked for whole texts', (_, json) => {
  expect(encodesWordByWord(json)).toBe(false)
})

test('the words that are remembered are no more than so many, and a forgotten one is encoded again', () => {
  const asked = new Map<string, number>()
  const encode = rememberWords((word) => {
    asked.set(word, (asked.get(word) ?? 0) + 1)
    return [word.length]
  }, gpt2)
  expect(encode('one two one two')).toEqual([3, 4, 4, 4])
  expect(encode('one,two')).toEqual([3, 4])
  expect(asked.get(' two')).toBe(1)
  // Letters alone are words here.
  const letters = (n: number) => n.toString(26).replaceAll(/\d/g, (digit) => String.fromCharCode(113 + Number(digit)))
  for (let at = 0; at < 50_001; at += 1) encode(`x ${letters(at)}`)
  encode('one two')
  expect(asked.get(' two')).toBe(2)
})

test('a tokenizer folder counts as before', () => {
  const { encode } = tokenizerFromJson({ name: 'tiny', tokenizerJson: gpt2 })
  const plain = new Tokenizer(gpt2, {})
  const given = 'What is the tallest mountain of the world?  Answer in 2 words,\nplease.'
  expect(encode(given)).toEqual(plain.encode(given, { add_special_tokens: false }).ids)
  expect(encode('')).toEqual([])
})
