import { expect, test } from 'vitest'
import { promptLengthFlags } from './prompt-length-flags.js'

const asked = (requestedPromptTokens: number | null, intendedPromptTokens: number | null, exact = true) => ({
  requestedPromptTokens,
  intendedPromptTokens,
  promptLengthBasis: exact ? ('target_prompt' as const) : ('estimate' as const),
})

test('a length that was asked, built and read alike has no flag', () => {
  expect(promptLengthFlags(asked(512, 512), 512)).toEqual([])
  expect(promptLengthFlags(asked(512, 512), null)).toEqual([])
})

test('two tokens or two per cent are no miss, more is one', () => {
  expect(promptLengthFlags(asked(32, 32), 34)).toEqual([])
  expect(promptLengthFlags(asked(32, 32), 35)).toContain('prompt_length_missed')
  expect(promptLengthFlags(asked(1000, 1000), 1020)).toEqual([])
  expect(promptLengthFlags(asked(1000, 1000), 1021)).toContain('prompt_length_missed')
})

test('without a usage what was built is held against the wish', () => {
  expect(promptLengthFlags(asked(32, 400), null)).toEqual(['prompt_length_missed'])
})

test('a server that read 512 of 2,000 tokens truncated the prompt', () => {
  expect(promptLengthFlags(asked(2000, 2000), 512)).toEqual(['prompt_length_missed', 'prompt_truncated'])
})

test('a prompt of a data set has no wish, and can be truncated all the same', () => {
  expect(promptLengthFlags(asked(null, 2000), 512)).toEqual(['prompt_truncated'])
  expect(promptLengthFlags(asked(null, null, false), 512)).toEqual([])
})

test('of an estimate only a count below its half says that text was left out', () => {
  expect(promptLengthFlags(asked(2000, null, false), 1300)).toEqual(['prompt_length_missed'])
  expect(promptLengthFlags(asked(2000, null, false), 512)).toEqual(['prompt_length_missed', 'prompt_truncated'])
})

test('a server that reads more than it counted counts wrongly', () => {
  expect(promptLengthFlags(asked(300, 300), 331)).toEqual(['prompt_length_missed', 'prompt_count_disagrees'])
  expect(promptLengthFlags(asked(300, 7), 300)).toEqual(['prompt_count_disagrees'])
})

test('beside a template of unknown length only a count that the wish refutes is wrong', () => {
  const textAlone = { ...asked(300, 7), promptLengthBasis: 'target_tokenizer' as const }
  expect(promptLengthFlags(textAlone, 300)).toEqual(['prompt_count_disagrees'])
  expect(promptLengthFlags({ ...textAlone, intendedPromptTokens: 300 }, 331)).toEqual(['prompt_length_missed'])
})
