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
    finish: 'stop',
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

const contradicted = { outputTokens: null, tokenCountSource: 'chunks_unverified', tbtMs: null }

test.each([
  ['fewer chunks than were asked for, at the limit', 6, { finish: 'length' }],
  ['more chunks than were asked for', 11, {}],
])('%s contradict that a chunk is a token', (_name, chunks, more) => {
  const figures = answerFigures(answer(chunks, more), null)
  expect(figures).toMatchObject(contradicted)
  expect(figures.flags).toContain('chunks_contradicted')
})

test('as many chunks as were asked for are the count, whatever the server calls the end', () => {
  for (const finish of ['stop', 'length', null])
    expect(answerFigures(answer(10, { finish }), null)).toMatchObject({ outputTokens: 10, flags: [] })
})

test('a text of far more tokens than chunks contradicts it too, and is counted itself', () => {
  const text = (words: number) => [
    { choice: 0, all: Array.from({ length: words }, () => 'a').join(' '), firstRead: 'a' },
  ]
  const asked = { wanted: 100 }
  expect(answerFigures(answer(20, { ...asked, texts: text(41) }), words)).toMatchObject({
    outputTokens: 41,
    tokenCountSource: 'tokenizer',
    flags: expect.arrayContaining(['chunks_contradicted']),
  })
  expect(answerFigures(answer(20, { ...asked, texts: text(24) }), words)).toMatchObject({
    outputTokens: 21,
    tokenCountSource: 'chunks_verified',
  })
})

test('a usage of the server is the count, and nothing is said of chunks', () => {
  const usage = { promptTokens: 3, completionTokens: 10, cachedTokens: null, reasoningTokens: null, totalTokens: null }
  const { flags, ...figures } = answerFigures(answer(5, { finish: 'length', usage }), null)
  expect(figures).toMatchObject({ outputTokens: 10, tokenCountSource: 'usage' })
  expect(flags).not.toContain('chunks_contradicted')
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
