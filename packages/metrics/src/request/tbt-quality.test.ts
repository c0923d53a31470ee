import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { qualityOfTbt, tbtQuality } from './tbt-quality.js'

const read = { tbtMs: 20, tbtBasis: 'bytes' as const }

test.each([
  ['a step a token', aRecord(), 'usable'],
  ['an estimate of which little came in the first read', aRecord({ ...read, firstReadShare: 0.1 }), 'usable'],
  ['an estimate of which much did', aRecord({ ...read, firstReadShare: 0.2 }), 'estimated'],
  ['a rough one', aRecord({ ...read, firstReadShare: 0.1, flags: ['tbt_coarse'] }), 'coarse'],
  ['an answer in one read', aRecord({ tokenAt: [40, 40, 40, 40, 40] }), 'held'],
  ['a burst', aRecord({ tbtMs: null, tbtBasis: 'none', flags: ['held_then_burst'] }), 'held'],
  ['tokens that no chunk shows', aRecord({ tbtMs: null, tbtBasis: 'none', flags: ['tokens_unseen'] }), 'unknown'],
  ['an unknown length', aRecord({ tokenCountSource: 'chunks_unverified' }), 'unknown'],
  ['an answer of one token', aRecord({ outputTokens: 1 }), 'nothing'],
  ['a failure', aRecord({ errorClass: 'server_error' }), 'nothing'],
  ['an answer that was not streamed', aRecord({ tokenAt: [], outputTokens: 5, flags: ['not_streamed'] }), 'nothing'],
] as const)('%s', (_, record, expected) => {
  expect(qualityOfTbt(record)).toBe(tbtQuality[expected])
})
