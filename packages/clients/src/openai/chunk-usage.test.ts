import { chunkKind } from '@sagellm-benchmark/protocol-types/records'
import { expect, test } from 'vitest'
import { ChunkUsage } from './chunk-usage.js'

type Reported = { readonly at: number; readonly choice?: number; readonly hasText?: boolean }

const report = (usage: ChunkUsage, tokens: number | null, { at, choice = 0, hasText = true }: Reported) =>
  usage.note(
    {
      usage: { usage: { prompt_tokens: 7, completion_tokens: tokens }, choices: [choice] },
      chunks: [{ choice, kind: hasText ? chunkKind.content : chunkKind.finish, bytes: 1, ascii: true }],
    },
    at,
  )

test('counts that grow tell the tokens of the first read and of all', () => {
  const usage = new ChunkUsage()
  report(usage, 3, { at: 10 })
  report(usage, 5, { at: 10 })
  report(usage, 9, { at: 30 })
  report(usage, 10, { at: 40, hasText: false })
  expect(usage.tokens(3)).toEqual([{ choice: 0, all: 10, withFirstText: 5 }])
})

test('each choice has counts of its own', () => {
  const usage = new ChunkUsage()
  report(usage, 1, { at: 10 })
  report(usage, 2, { at: 11, choice: 1 })
  report(usage, 4, { at: 20 })
  expect(usage.tokens(3)).toEqual([
    { choice: 0, all: 4, withFirstText: 1 },
    { choice: 1, all: 2, withFirstText: 2 },
  ])
})

test.each([
  ['zeros on every chunk', [0, 0, 0], 3],
  ['a count that falls', [1, 3, 2], 3],
  ['a chunk without a count', [1, null, 3], 3],
  ['chunks that nobody counted', [1, 2, 3], 4],
  ['no count at all', [], 0],
])('%s tell nothing', (_, counts, chunks) => {
  const usage = new ChunkUsage()
  counts.forEach((tokens, index) => report(usage, tokens, { at: index }))
  expect(usage.tokens(chunks)).toBeNull()
})
