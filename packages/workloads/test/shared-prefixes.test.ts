import { type PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planRequests, sharedTokens } from '../src/index.js'
import { bytePairTokenizer, sentencePieceTokenizer } from './support/tokenizers.js'
import { type EncodeText, encoders } from './support/vocabularies.js'

const part = { workload: 'P', phase: 'measured', round: 0 } as const
const cacheBlock = 16

function planOf(sourceOptions: object, { requests, promptTokens }: { requests: number; promptTokens: number }) {
  return RunPlan.parse({
    target: { kind: 'endpoint', url: 'http://127.0.0.1:1/v1', api: 'completions' },
    warmup: { requests: 0 },
    workloads: [
      {
        ...{ name: 'P', source: 'prefix_repetition', sourceOptions, promptTokens, outputTokens: 1, requests },
        load: { kind: 'closed', concurrency: 1 },
      },
    ],
  })
}

const textOf = ({ request: { input } }: PlannedRequest): string => (input.kind === 'text' ? input.text : '')

function tokensOf(plan: RunPlan, encode: EncodeText): (readonly number[])[] {
  const tokenizer = { name: 't', encode: (text: string) => [...encode(text)], decode: () => '' }
  return [...planRequests(plan, part, { tokenizer })].map((each) => encode(textOf(each)))
}

/** Tokens that a cache of whole blocks without a limit finds, each request sent after the one before it had ended. */
function found(prompts: readonly (readonly number[])[]): number {
  const known = new Set<string>()
  let hits = 0
  for (const tokens of prompts) {
    let hit = true
    for (let end = cacheBlock; end <= tokens.length; end += cacheBlock) {
      const key = tokens.slice(0, end).join(' ')
      if (hit && known.has(key)) hits += cacheBlock
      else hit = false
      known.add(key)
    }
  }
  return hits
}

const all: Record<string, () => EncodeText> = {
  'byte pairs of the embedded model': () => bytePairTokenizer().encode,
  'sentence pieces without words': () => sentencePieceTokenizer().encode,
  ...encoders,
}

describe.each(Object.entries(all))('under %s', (_name, open) => {
  const encode = open()

  test('the stated share of all tokens is found, to within one block, by whole prompts read again', () => {
    const wishes = fc.record({
      hitRate: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
      prefixes: fc.integer({ min: 1, max: 3 }),
      requests: fc.integer({ min: 12, max: 24 }),
      promptTokens: fc.integer({ min: 100, max: 260 }),
    })
    fc.assert(
      fc.property(wishes, ({ hitRate, prefixes, ...lengths }) => {
        const plan = planOf({ hitRate, prefixes }, lengths)
        const prompts = tokensOf(plan, encode)
        expect(prompts.map(({ length }) => length)).toEqual(prompts.map(() => lengths.promptTokens))
        const asked = hitRate * lengths.requests * lengths.promptTokens
        expect(Math.abs(found(prompts) - asked)).toBeLessThanOrEqual(cacheBlock / 2)
        const [workload] = plan.workloads
        expect(sharedTokens(workload as never)).toBeCloseTo(found(prompts) / lengths.requests, 9)
      }),
      { numRuns: 8, seed: 5 },
    )
  })

  test('prompts of one prefix share exactly its tokens, prompts of two share none of them', () => {
    const prompts = tokensOf(planOf({ prefixes: 2, prefixTokens: 48 }, { requests: 8, promptTokens: 80 }), encode)
    const heads = prompts.map((tokens) => tokens.slice(0, 48).join(' '))
    expect(new Set(heads).size).toBe(2)
    for (const [a, one] of prompts.entries())
      for (const [b, other] of prompts.entries())
        if (a < b && heads[a] === heads[b]) {
          const differ = one.findIndex((id, at) => id !== other[at])
          expect(differ).toBeGreaterThanOrEqual(48)
          expect(differ).toBeLessThan(48 + cacheBlock)
        }
  })
})

test('a share that cannot be reached is refused with the one that can', () => {
  const plan = planOf({ hitRate: 0.9, prefixes: 4 }, { requests: 8, promptTokens: 128 })
  expect(() => tokensOf(plan, bytePairTokenizer().encode)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('8 prompts of 128 tokens with 4 prefixes reach 0.4') }),
  )
})

test('each round finds the cache cold', () => {
  const plan = planOf({ hitRate: 0.5 }, { requests: 4, promptTokens: 64 })
  const tokenizer = bytePairTokenizer()
  const [one, two] = [0, 1].map((round) => [...planRequests(plan, { ...part, round }, { tokenizer })].map(textOf))
  expect(one?.[0]?.slice(0, 60)).not.toBe(two?.[0]?.slice(0, 60))
})
