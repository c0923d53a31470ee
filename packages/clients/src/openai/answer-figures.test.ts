import { chunkKind } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'
import { answerFigures, type SeenAnswer } from './answer-figures.js'

/** Chunks with text every 20 ms from 100 ms on, then the finish chunk. */
function answer(chunks: number, more: Partial<SeenAnswer> = {}): SeenAnswer {
  const at = Array.from({ length: chunks + 1 }, (_, index) => 100 + 20 * index)
  return {
    failed: false,
    streamed: true,
    startAt: 0,
    endAt: at.at(-1) as number,
    chunks: {
      at,
      kind: [...Array.from({ length: chunks }, () => chunkKind.content), chunkKind.finish],
      bytes: [...Array.from({ length: chunks }, () => 4), 0],
      choice: null,
    },
    reasoningSeen: false,
    ascii: true,
    chunkUsage: null,
    usage: null,
    usageCounts: true,
    usageOfIds: false,
    chunkIsToken: true,
    wanted: 10,
    exact: false,
    prompt: null,
    texts: null,
    stalledReads: [],
    ...more,
  }
}
const words = { name: 'words', encode: (text: string) => text.split(' ').map(() => 1), decode: () => '' }

test('where a chunk is a token the chunks are the count', () => {
  expect(answerFigures(answer(10), null)).toMatchObject({
    outputTokens: 10,
    tokenCountSource: 'chunks_verified',
    tbtMs: 20,
    flags: [],
  })
})

test('an answer that ended before its limit ended with a token that only the finish chunk shows', () => {
  const { outputTokens, tbtMs, flags } = answerFigures(answer(6), null)
  expect([outputTokens, tbtMs]).toEqual([7, 20])
  expect(flags).toContain('eos_step')
})

test('without the proof, in one piece or of several choices they are none', () => {
  const { chunks } = answer(10)
  const choice = chunks.kind && Array.from({ length: 11 }, (_, index) => index % 2)
  for (const more of [{ chunkIsToken: false }, { streamed: false }, { chunks: { ...chunks, choice } }])
    expect(answerFigures(answer(10, more), null)).toMatchObject({
      outputTokens: null,
      tokenCountSource: 'chunks_unverified',
    })
})

test('a text that lost characters, or that has more tokens than were allowed, is no count', () => {
  const text = (all: string) => ({ chunkIsToken: false, texts: [{ choice: 0, all, firstRead: 'a' }] })
  expect(answerFigures(answer(3, text('a b c')), words)).toMatchObject({
    outputTokens: 3,
    tokenCountSource: 'tokenizer',
  })
  for (const all of ['a b \uFFFD', 'a b c d e f g h i j k'])
    expect(answerFigures(answer(3, text(all)), words)).toMatchObject({
      outputTokens: null,
      flags: expect.arrayContaining(['text_uncountable']),
    })
})
