import { type PlannedRequest, RunPlan } from '@sagellm-benchmark/protocol-types'
import type { PromptInput } from '@sagellm-benchmark/protocol-types/engine'
import { beforeAll, describe, expect, test } from 'vitest'
import { type PlanResources, resolveWorkloads } from '../src/index.js'
import { expandPlan } from '../src/testing/expand-plan.js'
import { bytePairTokenizer, sentencePieceTokenizer } from './support/tokenizers.js'

const tokenizers = { 'byte pairs': bytePairTokenizer(), 'sentence pieces': sentencePieceTokenizer() }

type Wish = {
  readonly names?: string
  readonly language?: 'en' | 'zh'
  readonly rounds?: number
  readonly seed?: number
}

function requests({ names = 'all', language, rounds = 1, seed = 0 }: Wish, resources: PlanResources): PlannedRequest[] {
  const workloads = resolveWorkloads(names).map((each) => ({ ...each, ...(language ? { language } : {}) }))
  return [...expandPlan(RunPlan.parse({ target: { kind: 'cpu' }, workloads, rounds, seed }), resources)]
}

const contentsOf = (input: PromptInput): string[] => {
  if (input.kind === 'messages') return input.messages.map(({ content }) => content)
  return input.kind === 'text' ? [input.text] : []
}

describe.each(Object.entries(tokenizers))('under %s', (_name, tokenizer) => {
  const lengthOf = (input: PromptInput) =>
    contentsOf(input).reduce((sum, content) => sum + tokenizer.encode(content).length, 0)

  describe.each(['en', 'zh'] as const)('in %s', (language) => {
    test.each(['messages', 'text'] as const)('every prompt of Q1 to Q8 has exactly its length, as %s', (form) => {
      const planned = requests({ language }, { tokenizer, form })
      expect(planned).toHaveLength(5 + 3 + 3 + 3 + 10 + 10 + 3 + 4 + 8)
      const wanted = new Map(resolveWorkloads('all').map((each) => [each.name, each.promptTokens]))
      for (const { requestId, workload, request, intendedPromptTokens, promptLengthBasis } of planned) {
        expect(lengthOf(request.input), requestId).toBe(wanted.get(workload))
        expect(intendedPromptTokens).toBe(wanted.get(workload))
        expect(promptLengthBasis).toBe(form === 'text' ? 'target_prompt' : 'target_tokenizer')
      }
    })

    test('the language is the one that was asked for', () => {
      for (const { request, requestId } of requests({ language, names: 'Q1,Q2,Q4' }, { tokenizer })) {
        const text = contentsOf(request.input).join('')
        const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0
        if (language === 'zh') expect(chinese / text.length, requestId).toBeGreaterThan(0.4)
        else expect(chinese, requestId).toBe(0)
      }
    })
  })

  test('the tokens of a chat template are part of the length where the target counts them', () => {
    // Two tokens a message and one at the end, as the embedded model's template.
    const countPrompt = (input: PromptInput) => lengthOf(input) + 2 * contentsOf(input).length + 1
    for (const { request, requestId, intendedPromptTokens } of requests({}, { tokenizer, countPrompt })) {
      expect(countPrompt(request.input), requestId).toBe(intendedPromptTokens)
    }
  })
})

test('without a tokenizer lengths are estimates, and say so', () => {
  for (const { intendedPromptTokens, promptLengthBasis } of requests({}, {})) {
    expect({ intendedPromptTokens, promptLengthBasis }).toEqual({
      intendedPromptTokens: null,
      promptLengthBasis: 'estimate',
    })
  }
})

describe('a prefix cache finds nothing to reuse', () => {
  const tokenizer = tokenizers['byte pairs']
  let planned: { readonly workload: string; readonly round: string; readonly ids: readonly number[] }[]
  beforeAll(() => {
    planned = requests({ rounds: 3 }, { tokenizer }).map(({ workload, phase, round, request }) => ({
      workload,
      round: `${workload} ${phase} ${round}`,
      ids: tokenizer.encode(contentsOf(request.input).join('\n')),
    }))
  })
  const shared = (a: readonly number[], b: readonly number[]): number => {
    const at = a.findIndex((id, i) => id !== b[i])
    return at === -1 ? a.length : at
  }

  test('requests of one round differ in their first token', () => {
    for (const round of new Set(planned.map((each) => each.round))) {
      const first = planned.filter((each) => each.round === round).map(({ ids }) => ids[0])
      expect(new Set(first).size, round).toBe(first.length)
    }
  })

  test('no two requests of a run have as much as a cache block in common', () => {
    // The smallest block that an engine keeps by default is 16 tokens.
    const longest = planned.flatMap((a, at) => planned.slice(at + 1).map((b) => shared(a.ids, b.ids)))
    expect(Math.max(...longest)).toBeLessThan(8)
  })

  test('another seed sends other text', () => {
    const texts = (seed: number) =>
      requests({ seed }, { tokenizer }).map(({ request }) => contentsOf(request.input).join())
    const [one, two] = [new Set(texts(1)), texts(2)]
    expect(two.filter((text) => one.has(text))).toEqual([])
  })
})

describe('a shared prefix, where a workload asks for one', () => {
  const tokenizer = tokenizers['byte pairs']
  const workloads = resolveWorkloads('Q2').map((each) => ({ ...each, sharedPrefixTokens: 128 }))
  const plan = RunPlan.parse({ target: { kind: 'cpu' }, workloads, rounds: 2 })
  const planned = [...expandPlan(plan, { tokenizer })]
  const textOf = ({ request }: PlannedRequest) => contentsOf(request.input).join('')
  const ofRound = (wanted: string) => planned.filter(({ phase, round }) => `${phase} ${round}` === wanted).map(textOf)
  const prefixOf = (texts: readonly string[]): string => {
    const [first = '', ...others] = texts
    let length = first.length
    while (!others.every((each) => each.startsWith(first.slice(0, length)))) length -= 1
    return first.slice(0, length)
  }

  test('is the same in a round, and has its length', () => {
    const prefix = prefixOf(ofRound('measured 0'))
    expect(tokenizer.encode(prefix.trimEnd()).length).toBe(128)
  })

  test('is another one in the next round, and in the warm-up', () => {
    const prefixes = ['warmup 0', 'measured 0', 'measured 1'].map((round) => ofRound(round)[0]?.slice(0, 40))
    expect(new Set(prefixes).size).toBe(3)
  })

  test('is part of the prompt’s length', () => {
    for (const request of planned) expect(tokenizer.encode(textOf(request))).toHaveLength(512)
  })

  test('must leave room for the request itself', () => {
    const full = RunPlan.parse({
      target: { kind: 'cpu' },
      workloads: resolveWorkloads('Q1').map((each) => ({ ...each, sharedPrefixTokens: 30 })),
    })
    expect(() => [...expandPlan(full, { tokenizer })]).toThrow(/sharedPrefixTokens of Q1 cannot be 30/)
  })
})
