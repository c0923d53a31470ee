import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import type { RequestRecord } from '@sagellm-benchmark/protocol-types'
import { expect, test } from 'vitest'
import { createCountNotes } from './count-notes.js'

const notesOf = (...records: RequestRecord[]) => {
  const notes = createCountNotes()
  for (const record of records) notes.add(record)
  return notes.result()
}
const usageOf = (completionTokens: number) => ({
  promptTokens: 9,
  completionTokens,
  cachedTokens: null,
  reasoningTokens: null,
  totalTokens: null,
})

test('answers with good counts need no word, and failed ones have none', () => {
  expect(notesOf(aRecord(), aRecord({ errorClass: 'server_error', flags: ['usage_implausible'] }))).toEqual([])
})

test('a count that cannot be true is named with what came', () => {
  const one = aRecord({
    flags: ['usage_implausible'],
    usage: usageOf(1),
    chunkCount: 10,
    outputTokens: null,
    tokenCountSource: 'chunks_unverified',
  })
  expect(notesOf(one)).toEqual([
    'usage says 1 token, but 10 pieces of text came; such counts were not believed',
    'no answer has a token count that can be believed, so tok/s is not known',
  ])
  const many = aRecord({ ...one, usage: usageOf(2500), requestedOutputTokens: 20 })
  expect(notesOf(many, many)[0]).toBe(
    'usage says 2,500 tokens, but 10 pieces of text came, and 20 were asked for (so or alike in 2 answers); such counts were not believed',
  )
})

test('a good count before a usage of zeros is no impossible one', () => {
  expect(notesOf(aRecord({ flags: ['usage_implausible'], tokenCountSource: 'usage' }))).toEqual([])
})

test('a few pieces more than tokens are named, and the usage stands', () => {
  const record = aRecord({ flags: ['usage_disagrees'], usage: usageOf(20), chunkCount: 21, requestedOutputTokens: 20 })
  expect(notesOf(record)).toEqual(['usage says 20 tokens, but 21 pieces of text came; the count of the usage stands'])
})

test('a prompt that was counted otherwise than it was read is named', () => {
  const record = aRecord({ flags: ['prompt_count_disagrees'], intendedPromptTokens: 7, promptTokens: 300 })
  expect(notesOf(record)).toEqual([
    'the prompt was counted as 7 tokens, and usage says that 300 were read; the count of the usage stands',
  ])
})

test('a stream that ends long after its last token is named with the wait', () => {
  const record = aRecord({ flags: ['late_end'], lastTokenAt: 100, endAt: 3100 })
  expect(notesOf(record, aRecord())[0]).toContain('1 of 2 answers ended 3000 ms (mean) after their last token')
})

test('more than one answer in a hundred that is suspiciously short is named, and fewer are not', () => {
  const short = aRecord({ flags: ['suspiciously_short'] })
  const good = Array.from({ length: 99 }, () => aRecord())
  expect(notesOf(short, ...good)).toEqual([])
  expect(notesOf(short, short, ...good)[0]).toContain('2 of 101 answers ended after one piece of text')
})
