import { aRecord } from '@sagellm-benchmark/protocol-types/testing'
import { expect, test } from 'vitest'
import { createShortAnswers } from './short-answers.js'

const answer = (chunkCount: number, outputTokens: number | null, requestedOutputTokens = 64) => ({
  ...aRecord(),
  chunkCount,
  outputTokens,
  requestedOutputTokens,
})

test('one chunk is suspicious where the same server has answered with more', () => {
  const answers = createShortAnswers()
  expect(answers.isSuspicious(answer(1, null))).toBe(false)
  expect(answers.isSuspicious(answer(40, 40))).toBe(false)
  expect(answers.isSuspicious(answer(1, null))).toBe(true)
  expect(answers.isSuspicious(answer(1, 1))).toBe(true)
})

test('it is not where the tokens are counted, few were asked for, the answer was whole or failed', () => {
  const answers = createShortAnswers()
  answers.isSuspicious(answer(40, 40))
  expect(answers.isSuspicious(answer(1, 64))).toBe(false)
  expect(answers.isSuspicious(answer(1, 1, 8))).toBe(false)
  expect(answers.isSuspicious(answer(0, 64))).toBe(false)
  expect(answers.isSuspicious({ ...answer(1, null), errorClass: 'stream_error_event' })).toBe(false)
})

test('a count by chunks, which adds an end token to the one piece, does not make it longer', () => {
  const answers = createShortAnswers()
  answers.isSuspicious(answer(40, 40))
  expect(answers.isSuspicious({ ...answer(1, 2), tokenCountSource: 'chunks_verified' })).toBe(true)
  expect(answers.isSuspicious({ ...answer(1, 2), tokenCountSource: 'usage' })).toBe(false)
})
