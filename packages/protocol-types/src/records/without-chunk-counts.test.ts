import { expect, test } from 'vitest'
import { aRecord } from '../testing/a-record.js'
import { withoutChunkCounts } from './without-chunk-counts.js'

test('what was counted by chunks is not known any more, nor the time between tokens that rests on it', () => {
  const record = {
    ...aRecord(),
    tokenCountSource: 'chunks_verified',
    outputTokens: 7,
    tbtMs: 20,
    tbtBasis: 'steps',
  } as const
  expect(withoutChunkCounts(record)).toEqual({
    ...record,
    outputTokens: null,
    tokenCountSource: 'chunks_unverified',
    tbtMs: null,
    tbtBasis: 'none',
    flags: [...record.flags, 'chunks_contradicted'],
  })
})

test('a count of the usage or of a tokenizer stands', () => {
  for (const tokenCountSource of ['usage', 'tokenizer', 'chunks_unverified'] as const) {
    const record = { ...aRecord(), tokenCountSource }
    expect(withoutChunkCounts(record)).toBe(record)
  }
})
