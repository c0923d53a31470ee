import { type PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planRequests } from '../src/index.js'
import { idealPrefixHits, plannedTraces, readTrace } from '../src/traces/index.js'
import { bytePairTokenizer, sentencePieceTokenizer } from './support/tokenizers.js'
import { type EncodeText, encoders } from './support/vocabularies.js'

type Row = { readonly ids: readonly bigint[]; readonly tail: number }

const part = { workload: 'T', phase: 'measured', round: 0 } as const
const blockSize = 16
/** Words that hold the 64 bits of an id in the smallest pool. */
const wordsOfAnId = 13

const lengthOf = ({ ids, tail }: Row) => (ids.length - 1) * blockSize + tail
const fileOf = (rows: readonly Row[]) =>
  rows
    .map(
      (row, at) =>
        `{"chat_id": 1, "timestamp": ${at}, "input_length": ${lengthOf(row)}, "output_length": 2, "hash_ids": [${row.ids.join(', ')}]}\n`,
    )
    .join('')
const read = (rows: readonly Row[]) => readTrace([new TextEncoder().encode(fileOf(rows))], { path: 'f' })

function planOf(requests: number, load: object = { kind: 'closed', concurrency: 1 }, api = 'completions'): RunPlan {
  return RunPlan.parse({
    target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', api },
    warmup: { requests: 0 },
    workloads: [
      { name: 'T', source: 'trace', sourceOptions: { path: 'f' }, promptTokens: 1, outputTokens: 1, requests, load },
    ],
  })
}

async function planned(rows: readonly Row[], encode: EncodeText | null, round = 0): Promise<PlannedRequest[]> {
  const plan = planOf(rows.length)
  const [key] = [...plannedTraces(plan).keys()]
  const traces = new Map([[key as string, await read(rows)]])
  const tokenizer =
    encode === null ? {} : { tokenizer: { name: 't', encode: (text: string) => [...encode(text)], decode: () => '' } }
  return [...planRequests(plan, { ...part, round }, { traces, ...tokenizer })]
}

const textOf = ({ request: { input } }: PlannedRequest): string => (input.kind === 'text' ? input.text : '')

/** Few ids, so that requests share them; some of them differ in their last bit above 2^53. */
const someId = fc.oneof(fc.bigInt(0n, 5n), fc.bigInt(2n ** 53n, 2n ** 53n + 3n), fc.bigInt(0n, 2n ** 64n - 1n))
const someRow = fc.record({
  ids: fc.array(someId, { minLength: 1, maxLength: 6 }),
  tail: fc.integer({ min: wordsOfAnId + 2, max: blockSize }),
})
const someRows = fc.array(someRow, { minLength: 2, maxLength: 6 })

const all: Record<string, () => EncodeText> = {
  'byte pairs of the embedded model': () => bytePairTokenizer().encode,
  'sentence pieces without words': () => sentencePieceTokenizer().encode,
  'a token a character': () => (text) => Array.from(text, (each) => each.codePointAt(0) as number),
  ...encoders,
}

describe.each(Object.entries(all))('under %s', (_name, open) => {
  const encode = open()

  test('block i of two requests is the same tokens if and only if their ids agree, and lengths are those of the trace', async () => {
    await fc.assert(
      fc.asyncProperty(someRows, async (rows) => {
        const requests = await planned(rows, encode)
        // The whole prompt is tokenized again: a token across two blocks would show as a wrong slice.
        const tokens = requests.map((each) => encode(textOf(each)))
        expect(tokens.map(({ length }) => length)).toEqual(rows.map(lengthOf))
        expect(requests.map((each) => each.intendedPromptTokens)).toEqual(rows.map(lengthOf))
        for (const [a, one] of rows.entries())
          for (const [b, other] of rows.entries())
            for (let block = 0; block < Math.min(one.ids.length, other.ids.length); block += 1) {
              const [x, y] = [a, b].map((at) => tokens[at]?.slice(block * blockSize, (block + 1) * blockSize) ?? [])
              const common = Math.min(x?.length ?? 0, y?.length ?? 0)
              const same = JSON.stringify(x?.slice(0, common)) === JSON.stringify(y?.slice(0, common))
              expect(same, `block ${block} of ${a} and ${b}`).toBe(one.ids[block] === other.ids[block])
            }
      }),
      { numRuns: 12, seed: 7 },
    )
  })
})

const rows: Row[] = [
  { ids: [1n, 2n, 3n], tail: 9 },
  { ids: [1n, 2n, 4n], tail: 16 },
]

test('each round has texts of its own, so that none finds the cache of the one before', async () => {
  const encode = bytePairTokenizer().encode
  const [first, again, second] = [
    await planned(rows, encode),
    await planned(rows, encode),
    await planned(rows, encode, 1),
  ]
  expect(again.map(textOf)).toEqual(first.map(textOf))
  expect(second.map(textOf)[0]?.slice(0, 40)).not.toBe(first.map(textOf)[0]?.slice(0, 40))
})

test('without a tokenizer blocks still agree, and the basis says that lengths are estimates', async () => {
  const [one, other] = await planned(rows, null)
  expect([one?.promptLengthBasis, one?.intendedPromptTokens]).toEqual(['estimate', null])
  const shared = 2 * blockSize * 4
  expect(textOf(one as PlannedRequest).slice(0, shared)).toBe(textOf(other as PlannedRequest).slice(0, shared))
  expect(textOf(one as PlannedRequest)).not.toBe(textOf(other as PlannedRequest))
})

test('rows without ids share nothing but the lead', async () => {
  const azure = 'TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 00:00:00.0,60,4\n2023-11-16 00:00:01.0,60,5\n'
  const plan = planOf(2)
  const [key] = [...plannedTraces(plan).keys()]
  const traces = new Map([[key as string, await readTrace([new TextEncoder().encode(azure)], { path: 'f' })]])
  const tokenizer = bytePairTokenizer()
  const requests = [...planRequests(plan, part, { traces, tokenizer })]
  expect(requests.map(({ request, requestedPromptTokens }) => [request.maxTokens, requestedPromptTokens])).toEqual([
    [4, 60],
    [5, 60],
  ])
  const [a, b] = requests.map((each) => tokenizer.encode(textOf(each)))
  const differ = a?.findIndex((id, at) => id !== b?.[at])
  expect(differ).toBeLessThan(blockSize)
})

test('a tokenizer under which no words add up is refused before the first request', async () => {
  await expect(planned(rows, (text) => Array.from({ length: Math.ceil(text.length / 3.3) }, () => 0))).rejects.toThrow(
    /no words were found/,
  )
})

describe('the hits of an infinite cache', () => {
  test('are whole blocks, and never a whole prompt', async () => {
    const trace = await read([...rows, { ids: [1n, 2n, 4n], tail: 16 }, { ids: [9n], tail: 16 }])
    expect(idealPrefixHits(trace).cachedTokens).toEqual([0, 32, 32, 0])
    expect(idealPrefixHits(trace).hitRate).toBeCloseTo(64 / (41 + 48 + 48 + 16))
  })

  test('of smaller blocks reach into a block of the trace that is not full', async () => {
    const trace = await read([
      { ids: [1n, 2n], tail: 9 },
      { ids: [1n, 2n], tail: 16 },
    ])
    expect(idealPrefixHits(trace, { cacheBlock: 4 }).cachedTokens).toEqual([0, 24])
  })

  test('an id counts only behind the same ids', async () => {
    const trace = await read([
      { ids: [1n, 2n], tail: 16 },
      { ids: [3n, 2n], tail: 16 },
    ])
    expect(idealPrefixHits(trace).cachedTokens).toEqual([0, 0])
  })
})
